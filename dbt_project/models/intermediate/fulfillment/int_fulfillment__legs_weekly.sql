-- A leg counts in the week it ended: that number never changes again, where a cohort's would be too good
-- until its last parcel has arrived.
with packages as (
    select
        shop_id,
        fulfillment_type,
        coalesce(warehouse, 'unknown') as warehouse,
        coalesce(carrier, 'unknown') as carrier,
        {{ iso_week_key(to_local_date('ready_at', 'timezone')) }} as ready_week,
        {{ iso_week_key(to_local_date('first_scan_at', 'timezone')) }} as scan_week,
        {{ iso_week_key(to_local_date('delivered_at', 'timezone')) }} as delivered_week,
        paid_to_ready_hours,
        ready_to_scan_hours,
        scan_to_delivered_hours,
        paid_to_delivered_hours
    from {{ ref('int_fulfillment__packages') }}
    where not is_cancelled
),

legs as (
    select
        shop_id,
        ready_week as week,
        fulfillment_type,
        warehouse,
        carrier,
        'paid_to_ready' as leg,
        paid_to_ready_hours as hours
    from packages
    where paid_to_ready_hours is not null
    union all
    select
        shop_id,
        scan_week as week,
        fulfillment_type,
        warehouse,
        carrier,
        'ready_to_scan' as leg,
        ready_to_scan_hours as hours
    from packages
    where ready_to_scan_hours is not null
    union all
    select
        shop_id,
        delivered_week as week,
        fulfillment_type,
        warehouse,
        carrier,
        'scan_to_delivered' as leg,
        scan_to_delivered_hours as hours
    from packages
    where scan_to_delivered_hours is not null
    union all
    select
        shop_id,
        delivered_week as week,
        fulfillment_type,
        warehouse,
        carrier,
        'paid_to_delivered' as leg,
        paid_to_delivered_hours as hours
    from packages
    where paid_to_delivered_hours is not null
)

select
    shop_id,
    week,
    fulfillment_type,
    warehouse,
    carrier,
    {{ percentile_hours(0.5, 'paid_to_ready') }} as paid_to_ready_p50_hours,
    {{ percentile_hours(0.9, 'paid_to_ready') }} as paid_to_ready_p90_hours,
    {{ percentile_hours(0.5, 'ready_to_scan') }} as ready_to_scan_p50_hours,
    {{ percentile_hours(0.9, 'ready_to_scan') }} as ready_to_scan_p90_hours,
    {{ percentile_hours(0.5, 'scan_to_delivered') }} as scan_to_delivered_p50_hours,
    {{ percentile_hours(0.9, 'scan_to_delivered') }} as scan_to_delivered_p90_hours,
    {{ percentile_hours(0.5, 'paid_to_delivered') }} as paid_to_delivered_p50_hours,
    {{ percentile_hours(0.9, 'paid_to_delivered') }} as paid_to_delivered_p90_hours
from legs
group by shop_id, week, fulfillment_type, warehouse, carrier
