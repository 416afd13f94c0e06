-- What the platform does at the rate of a window, and what it does next: the harshest tier that is reached,
-- and the nearest that is not.
with shops as (
    select
        shop_id,
        market,
        seller_type
    from {{ ref('stg_configuration__shops') }}
),

metrics as (
    select *
    from {{ ref('int_fulfillment__metrics_rolling') }}
    where denominator > 0
),

thresholds as (
    select *
    from {{ ref('int_fulfillment__thresholds_of_shops') }}
),

tiers as (
    select *
    from {{ ref('sla_penalties') }}
),

judged as (
    select
        metrics.shop_id,
        metrics.week,
        metrics.metric,
        metrics.window_days,
        thresholds.direction,
        tiers.from_share,
        tiers.violation_points,
        tiers.order_volume_limit,
        tiers.penalty,
        metrics.numerator >= tiers.minimum_count
        and (
            (thresholds.direction = 'at_most' and metrics.numerator > tiers.from_share * metrics.denominator)
            or (
                thresholds.direction = 'at_least'
                and metrics.numerator < tiers.from_share * metrics.denominator
            )
            or (tiers.is_reached_at_share and metrics.numerator = tiers.from_share * metrics.denominator)
        ) as is_reached
    from metrics
    inner join shops on metrics.shop_id = shops.shop_id
    inner join thresholds
        on
            metrics.shop_id = thresholds.shop_id
            and metrics.metric = thresholds.metric
            and metrics.window_days = thresholds.window_days
            and metrics.week_start_on >= thresholds.valid_from
            and (thresholds.valid_until is null or metrics.week_start_on < thresholds.valid_until)
    inner join tiers
        on
            metrics.metric = tiers.metric
            and tiers.market in (shops.market, '*')
            and tiers.seller_type in (shops.seller_type, 'any')
            and metrics.week_start_on >= tiers.valid_from
            and (tiers.valid_to is null or metrics.week_start_on <= tiers.valid_to)
)

select
    shop_id,
    week,
    metric,
    window_days,
    cast(max(case when is_reached then violation_points end) as integer) as violation_points,
    cast(min(case when is_reached then order_volume_limit end) as decimal(9, 6)) as order_volume_limit,
    cast(
        case min(direction)
            when 'at_most' then min(case when not is_reached then from_share end)
            else max(case when not is_reached then from_share end)
        end as decimal(9, 6)
    ) as next_penalty_share,
    cast(max(case when not is_reached then violation_points end) as integer) as next_violation_points,
    cast(max(case when not is_reached then order_volume_limit end) as decimal(9, 6))
        as next_order_volume_limit
from judged
group by shop_id, week, metric, window_days
