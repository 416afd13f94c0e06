select
    shop_id,
    carrier,
    warehouse,
    paid_to_ready_p50_hours,
    paid_to_ready_p90_hours,
    ready_to_scan_p50_hours,
    ready_to_scan_p90_hours,
    scan_to_delivered_p50_hours,
    scan_to_delivered_p90_hours,
    paid_to_delivered_p50_hours,
    paid_to_delivered_p90_hours
from marts.fulfillment_sla_weekly
where week = ${params.week} and paid_to_delivered_p50_hours is not null
order by shop_id, paid_to_delivered_p90_hours desc, carrier, warehouse, fulfillment_type
