-- The rate of each fee on each day a shop sold something: the shop's own agreement first, else the market's
-- schedule.
with days_of_sale as (
    select distinct
        shop_id,
        market,
        seller_type,
        ordered_on,
        coalesce(product_category, '') as product_category
    from {{ ref('int_orders__lines') }}
),

overrides as (
    select
        shop_id,
        fee_type,
        rate,
        amount_per_unit,
        valid_from,
        fee_source
    from {{ ref('stg_configuration__fee_overrides') }}
),

schedules as (
    select
        market,
        seller_type,
        category,
        fee_type,
        rate,
        amount_per_unit,
        cap_amount,
        valid_from,
        valid_to,
        base,
        is_confirmed,
        source
    from {{ ref('fee_schedules') }}
),

candidates as (
    select
        days_of_sale.shop_id,
        days_of_sale.product_category,
        days_of_sale.ordered_on,
        overrides.fee_type,
        overrides.rate,
        overrides.amount_per_unit,
        cast(null as decimal(20, 4)) as cap_amount,
        overrides.valid_from,
        cast(null as {{ dbt.type_string() }}) as base,
        coalesce(overrides.fee_source, 'agreed with the shop') as fee_source,
        9 as precedence
    from days_of_sale
    inner join overrides
        on
            days_of_sale.shop_id = overrides.shop_id
            and days_of_sale.ordered_on >= overrides.valid_from
    union all
    select
        days_of_sale.shop_id,
        days_of_sale.product_category,
        days_of_sale.ordered_on,
        schedules.fee_type,
        schedules.rate,
        schedules.amount_per_unit,
        schedules.cap_amount,
        schedules.valid_from,
        schedules.base,
        schedules.source as fee_source,
        -- What somebody claims never replaces what the platform says; then a schedule that names the category
        -- or the kind of seller says more than one for all.
        case when schedules.is_confirmed then 4 else 0 end
        + case when schedules.category = '*' then 0 else 2 end
        + case when schedules.seller_type = '*' then 0 else 1 end as precedence
    from days_of_sale
    inner join schedules
        on
            days_of_sale.market = schedules.market
            and schedules.seller_type in (days_of_sale.seller_type, '*')
            and schedules.category in (days_of_sale.product_category, '*')
            and days_of_sale.ordered_on >= schedules.valid_from
            and (schedules.valid_to is null or days_of_sale.ordered_on <= schedules.valid_to)
)

select
    shop_id,
    product_category,
    ordered_on,
    fee_type,
    rate,
    amount_per_unit,
    cap_amount,
    base,
    valid_from,
    fee_source
from candidates
qualify row_number() over (
    partition by shop_id, product_category, ordered_on, fee_type
    order by precedence desc, valid_from desc, fee_source asc
) = 1
