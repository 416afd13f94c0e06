select
    shop_id,
    max(case when metric = 'average_handling_hours' then value end) as average_handling_hours,
    max(case when metric = 'delivered_within_48_hours_rate' then value end) as delivered_within_48_hours_rate,
    max(case when metric = 'delivered_in_3_to_5_days_rate' then value end) as delivered_in_3_to_5_days_rate,
    max(case when metric = 'defective_return_rate' then value end) as defective_return_rate
from marts.fulfillment_metrics_rolling
where week = ${params.week} and window_days = 30
group by shop_id
having max(case when metric = 'average_handling_hours' then denominator end) > 0
order by shop_id
