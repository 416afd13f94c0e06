select
    shop_id,
    week,
    metric,
    value,
    numerator,
    denominator,
    recommended_threshold,
    enforced_threshold,
    penalty,
    rule_version,
    verdict
from marts.fulfillment_metrics_weekly
where week between ${params.first_week} and ${params.week}
order by shop_id, metric, week
