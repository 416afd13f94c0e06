select
    shop_id,
    fulfillment_type,
    warehouse,
    carrier,
    due_count,
    late_count + overdue_count as late_count,
    late_dispatch_rate,
    delivery_due_count,
    on_time_delivery_rate,
    valid_tracking_rate
from marts.fulfillment_sla_weekly
where week = ${params.week} and due_count + delivery_due_count + shipped_package_count > 0
order by late_count desc, due_count desc, shop_id, fulfillment_type, warehouse, carrier
