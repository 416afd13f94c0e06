select
    week,
    carrier,
    km_p50_hours,
    km_p90_hours
from marts.leg_percentiles_weekly
where
    week between ${params.first_week} and ${params.week}
    and scope = 'carrier' and leg = 'scan_to_delivered' and fulfillment_type <> 'fbt'
order by carrier, shop_id, week
