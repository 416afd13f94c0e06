select
    shop_id,
    concat(warehouse, ' → ', country_code) as lane,
    cleared_count,
    in_customs_count,
    cleared_within_8_hours_rate,
    cleared_within_24_hours_rate,
    cleared_within_72_hours_rate,
    km_p50_hours,
    km_p90_hours
from marts.customs_dwell_weekly
where week = ${params.week} and scope = 'lane'
order by shop_id, warehouse, country_code, fulfillment_type
