select
    weeks.week,
    metrics.shop_id,
    metrics.value as late_dispatch_rate,
    metrics.recommended_threshold,
    metrics.enforced_threshold
from marts.calendar_weeks as weeks
inner join marts.fulfillment_metrics_weekly as metrics on weeks.week = metrics.week
where weeks.week between ${params.first_week} and ${params.week} and metrics.metric = 'late_dispatch_rate'
order by metrics.shop_id, weeks.week
