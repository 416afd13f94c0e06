select
    shop_id,
    metric,
    place,
    window_days,
    case when unit = 'share' then value end as share,
    case when unit = 'hours' then value end as hours,
    case when verdict != 'no_data' and unit = 'share' then numerator::bigint end as numerator,
    case when verdict != 'no_data' then denominator end as denominator,
    coalesce(enforced_threshold, recommended_threshold) as risk_limit,
    coalesce(orders_to_enforced, orders_to_recommended) as orders_that_may_fail,
    coalesce(distance_to_enforced, distance_to_recommended) as distance,
    verdict,
    case verdict when 'enforced' then 'bad' when 'above_recommended' then 'warn' when 'ok' then 'good' end as tone
from marts.shop_risk_weekly
where week = ${params.week}
order by shop_id, place
