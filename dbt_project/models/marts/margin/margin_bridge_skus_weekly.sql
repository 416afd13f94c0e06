with parts as (
    select
        shop_id,
        week,
        sku_id,
        effect,
        amount
    from {{ ref('int_margin__bridge_skus_weekly') }}
),

traded_weeks as (
    select distinct
        shop_id,
        order_week as week
    from {{ ref('int_margin__margins_weekly') }}
    where cm3 is not null
),

calendar as (
    select
        week,
        previous_week
    from {{ ref('int_calendar__weeks') }}
),

skus as (
    select
        shop_id,
        sku_id,
        seller_sku,
        product_name
    from {{ ref('skus') }}
),

reporting as (
    select reporting_currency
    from {{ ref('int_margin__reporting') }}
)

select
    parts.shop_id,
    parts.week,
    parts.sku_id,
    parts.effect,
    skus.seller_sku,
    coalesce(skus.product_name, parts.sku_id) as label,
    parts.amount,
    traded_weeks.week is not null and traded_before.week is not null as is_compared,
    cast(row_number() over (
        partition by parts.shop_id, parts.week, parts.effect
        order by abs(parts.amount) desc, parts.sku_id asc
    ) as integer) as rank,
    reporting.reporting_currency as currency
from parts
inner join calendar on parts.week = calendar.week
cross join reporting
left join traded_weeks on parts.shop_id = traded_weeks.shop_id and parts.week = traded_weeks.week
left join traded_weeks as traded_before
    on
        parts.shop_id = traded_before.shop_id
        and calendar.previous_week = traded_before.week
left join skus on parts.shop_id = skus.shop_id and parts.sku_id = skus.sku_id
where parts.amount <> 0
