select
    shop_id,
    metric,
    window_days,
    needs_export,
    case when unit = 'share' then value end as share,
    case when unit = 'hours' then value end as hours,
    case when verdict != 'no_data' and unit = 'share' then numerator::bigint end as numerator,
    case when verdict != 'no_data' then denominator end as denominator,
    recommended_threshold,
    enforced_threshold,
    coalesce(orders_to_enforced, orders_to_recommended) as orders_that_may_fail,
    coalesce(distance_to_enforced, distance_to_recommended) as distance,
    case when is_rule_confirmed then 'confirmed' when rule_version is not null then 'claimed' end as rule_standing,
    verdict,
    case verdict when 'enforced' then 'bad' when 'above_recommended' then 'warn' when 'ok' then 'good' end as tone
from marts.shop_risk_weekly
where week = ${params.week}
order by shop_id, place
