select
    shop_id,
    case when scope = 'service' and fulfillment_type = 'fbt' then 'service_of_fbt' else scope end as scope,
    case scope
        when 'carrier' then carrier
        when 'warehouse' then warehouse
        when 'service' then service_level
        else concat(warehouse, ' → ', country_code)
    end as whose,
    leg,
    ended_count,
    naive_p50_hours,
    km_p50_hours,
    naive_p85_hours,
    km_p85_hours,
    naive_p90_hours,
    km_p90_hours,
    naive_p95_hours,
    km_p95_hours
from marts.leg_percentiles_weekly
where
    week = ${params.week} and scope in ('lane', 'carrier', 'warehouse', 'service')
    and leg in ('paid_to_scan', 'scan_to_delivered', 'paid_to_delivered')
    and ended_count > 0
    -- What is counted by the order has no carrier.
    and not (scope = 'carrier' and carrier = 'all')
order by
    leg_place desc,
    case scope when 'carrier' then 1 when 'lane' then 2 when 'warehouse' then 3 else 4 end,
    shop_id, whose, fulfillment_type
