with shops as (
    select
        shop_id,
        market,
        seller_type
    from {{ ref('stg_configuration__shops') }}
),

weeks as (
    select
        week,
        week_start_on
    from {{ ref('int_calendar__weeks') }}
),

thresholds as (
    select
        market,
        seller_type,
        metric,
        direction,
        valid_from,
        recommended_threshold,
        enforced_threshold,
        is_threshold_allowed,
        penalty,
        rule_version
    from {{ ref('sla_thresholds') }}
)

select
    shops.shop_id,
    weeks.week,
    thresholds.metric,
    thresholds.direction,
    thresholds.recommended_threshold,
    thresholds.enforced_threshold,
    thresholds.is_threshold_allowed,
    thresholds.penalty,
    thresholds.rule_version
from shops
cross join weeks
inner join thresholds
    on
        shops.market = thresholds.market
        and (shops.seller_type = thresholds.seller_type or thresholds.seller_type = 'any')
        -- A week is judged by what was in force when it began.
        and weeks.week_start_on >= thresholds.valid_from
qualify
    row_number() over (
        partition by shops.shop_id, weeks.week, thresholds.metric
        order by case when thresholds.seller_type = 'any' then 1 else 0 end, thresholds.valid_from desc
    ) = 1
