select
    shop_id,
    concat(warehouse, ' → ', country_code) as lane,
    leg,
    ended_count,
    open_count,
    naive_p50_hours,
    km_p50_hours,
    naive_p90_hours,
    km_p90_hours,
    trailing_km_p50_hours,
    trailing_km_p90_hours
from marts.leg_percentiles_weekly
where
    week = ${params.week} and scope = 'lane'
    and (is_step or leg in ('paid_to_delivered', 'scan_to_delivered'))
    and ended_count + open_count > 0
order by shop_id, fulfillment_type desc, warehouse, country_code, leg_place
