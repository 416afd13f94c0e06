-- A leg counts in the week it ended: that number never changes again, where a cohort's would be too good until its last
-- parcel has arrived.
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
    {%- for leg, week in [
        ('paid_to_ready', 'ready_week'),
        ('ready_to_scan', 'scan_week'),
        ('scan_to_delivered', 'delivered_week'),
        ('paid_to_delivered', 'delivered_week'),
    ] %}
    select
        shop_id,
        {{ week }} as week,
        fulfillment_type,
        warehouse,
        carrier,
        '{{ leg }}' as leg,
        {{ leg }}_hours as hours
    from packages
    where {{ leg }}_hours is not null
    {{ 'union all' if not loop.last }}
    {%- endfor %}
)

select
    shop_id,
    week,
    fulfillment_type,
    warehouse,
    carrier,
    {%- for leg in ['paid_to_ready', 'ready_to_scan', 'scan_to_delivered', 'paid_to_delivered'] %}
    {{ percentile_hours(0.5, "case when leg = '" ~ leg ~ "' then hours end") }} as {{ leg }}_p50_hours,
    {{ percentile_hours(0.9, "case when leg = '" ~ leg ~ "' then hours end") }} as {{ leg }}_p90_hours{{ ',' if not loop.last }}
    {%- endfor %}
from legs
group by shop_id, week, fulfillment_type, warehouse, carrier
