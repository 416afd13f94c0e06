-- Each metric in the window that the platform itself looks back over; where no window is published, the week.
select
    shop_id,
    metric,
    window_days,
    value,
    numerator::bigint as numerator,
    denominator,
    recommended_threshold,
    enforced_threshold,
    coalesce(orders_to_enforced, orders_to_recommended) as orders_that_may_fail,
    verdict,
    case verdict when 'enforced' then 'bad' when 'above_recommended' then 'warn' when 'ok' then 'good' end as tone,
    penalty,
    coalesce(violation_points, next_violation_points) as violation_points,
    coalesce(order_volume_limit, next_order_volume_limit) as order_limit_beyond,
    case when is_rule_confirmed then 'confirmed' else 'claimed' end as rule_standing,
    rule_version
from marts.fulfillment_metrics_rolling
where
    week = ${params.week} and is_platform_window
    -- What only tickets tell stands with the risk to the shop, on the page on returns.
    and metric not in (
        select metric from marts.shop_risk_weekly where week = ${params.week} and needs_export = 'tickets'
    )
order by shop_id, metric
