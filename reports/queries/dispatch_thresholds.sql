-- One line for all shops where they share a limit; the strictest where they do not.
select
    week,
    min(recommended_threshold) as recommended_threshold,
    min(enforced_threshold) as enforced_threshold
from marts.fulfillment_metrics_weekly
where week between ${params.first_week} and ${params.week} and metric = 'late_dispatch_rate'
group by week
order by week
