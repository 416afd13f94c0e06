select
    shop_id,
    carrier,
    concat(warehouse, ' → ', country_code) as lane,
    package_count,
    delivered_count,
    on_time_count,
    late_count + overdue_count as late_count,
    open_count,
    on_time_delivery_rate,
    late_dispatch_rate,
    lost_count + damaged_count + sent_back_count as lost_count,
    scan_to_delivered_km_p50_hours,
    scan_to_delivered_km_p90_hours,
    cost_per_parcel,
    claim_count
from marts.lane_scorecard_weekly
where week = ${params.week}
order by shop_id, late_count desc, package_count desc, fulfillment_type, warehouse, country_code, carrier
