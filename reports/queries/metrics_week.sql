select
    shop_id,
    metric,
    value,
    numerator,
    denominator,
    recommended_threshold,
    enforced_threshold,
    verdict,
    case verdict when 'enforced' then 'bad' when 'above_recommended' then 'warn' when 'ok' then 'good' end as tone,
    rule_version
from marts.fulfillment_metrics_weekly
where week = ${params.week} and verdict != 'no_rule'
order by shop_id, metric
