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

-- Nothing is due before the enforced limit in force is crossed, such as that of a transition or a probation.
offered as (
    select
        metrics.shop_id,
        metrics.week,
        metrics.metric,
        metrics.window_days,
        metrics.numerator,
        metrics.denominator,
        thresholds.direction,
        tiers.minimum_count,
        tiers.violation_points,
        tiers.order_volume_limit,
        tiers.from_share,
        tiers.is_reached_at_share,
        thresholds.enforced_threshold,
        thresholds.is_threshold_allowed,
        case thresholds.direction
            when 'at_most' then coalesce(thresholds.enforced_threshold > tiers.from_share, false)
            else coalesce(thresholds.enforced_threshold < tiers.from_share, false)
        end as is_put_off
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
),

due_from as (
    select
        shop_id,
        week,
        metric,
        window_days,
        numerator,
        denominator,
        direction,
        minimum_count,
        violation_points,
        order_volume_limit,
        case when is_put_off then enforced_threshold else from_share end as from_share,
        case when is_put_off then not is_threshold_allowed else is_reached_at_share end as is_reached_at_share
    from offered
),

-- Tiers that are put off to the same share are due together: the harshest of them speaks.
merged as (
    select
        shop_id,
        week,
        metric,
        window_days,
        numerator,
        denominator,
        direction,
        minimum_count,
        from_share,
        is_reached_at_share,
        max(violation_points) as violation_points,
        min(order_volume_limit) as order_volume_limit
    from due_from
    group by
        shop_id, week, metric, window_days, numerator, denominator, direction, minimum_count, from_share,
        is_reached_at_share
),

judged as (
    select
        *,
        numerator >= minimum_count
        and (
            (direction = 'at_most' and numerator > from_share * denominator)
            or (direction = 'at_least' and numerator < from_share * denominator)
            or (is_reached_at_share and numerator = from_share * denominator)
        ) as is_reached
    from merged
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
