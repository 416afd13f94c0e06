with lines as (
    select
        shop_id,
        order_id,
        sku_id,
        market,
        timezone,
        fulfillment_type,
        warehouse,
        carrier,
        package_id,
        tracking_id,
        coalesce(package_id, tracking_id) as package_key,
        paid_at,
        coalesce(ready_at, shipped_at) as ready_at,
        shipped_at,
        delivered_at,
        quantity,
        is_cancelled
    from {{ ref('int_orders__lines') }}
    where coalesce(package_id, tracking_id) is not null
),

tracked as (
    select
        shop_id,
        order_id,
        package_key,
        info_received_at,
        first_scan_at,
        departed_at,
        arrived_destination_at,
        customs_cleared_at,
        out_for_delivery_at,
        delivered_at,
        last_event_at,
        event_count
    from {{ ref('int_fulfillment__parcels_tracked') }}
),

told as (
    select *
    from {{ ref('int_fulfillment__tracking_told') }}
),

lines_per_package as (
    select
        shop_id,
        order_id,
        package_key,
        min(market) as market,
        min(timezone) as timezone,
        min(package_id) as package_id,
        min(tracking_id) as tracking_id,
        min(fulfillment_type) as fulfillment_type,
        min(warehouse) as warehouse,
        min(carrier) as carrier,
        min(paid_at) as paid_at,
        case when count(ready_at) = count(*) then max(ready_at) end as ready_at,
        case when count(shipped_at) = count(*) then max(shipped_at) end as shipped_at,
        case when count(delivered_at) = count(*) then max(delivered_at) end as delivered_at,
        cast(count(*) as integer) as line_count,
        cast(sum(quantity) as integer) as unit_count,
        min(case when is_cancelled then 1 else 0 end) = 1 as is_cancelled
    from lines
    group by shop_id, order_id, package_key
),

followed as (
    select
        packages.shop_id,
        packages.order_id,
        packages.package_key,
        packages.market,
        packages.timezone,
        packages.package_id,
        packages.tracking_id,
        packages.fulfillment_type,
        packages.warehouse,
        packages.carrier,
        packages.line_count,
        packages.unit_count,
        packages.is_cancelled,
        packages.paid_at,
        packages.ready_at,
        packages.shipped_at,
        tracked.info_received_at,
        tracked.first_scan_at,
        tracked.departed_at,
        tracked.arrived_destination_at,
        tracked.customs_cleared_at,
        tracked.out_for_delivery_at,
        -- The order export knows every parcel; the tracking service only those it was asked about.
        coalesce(packages.delivered_at, tracked.delivered_at) as delivered_at,
        tracked.last_event_at,
        coalesce(tracked.event_count, 0) as event_count,
        case
            when tracked.first_scan_at is not null then true
            when packages.shipped_at between told.told_from and told.told_until then false
        end as has_valid_tracking
    from lines_per_package as packages
    left join tracked
        on
            packages.shop_id = tracked.shop_id
            and packages.order_id = tracked.order_id
            and packages.package_key = tracked.package_key
    left join told on packages.shop_id = told.shop_id
)

select
    *,
    {{ leg_hours('paid_at', 'ready_at') }} as paid_to_ready_hours,
    {{ leg_hours('ready_at', 'first_scan_at') }} as ready_to_scan_hours,
    {{ leg_hours('first_scan_at', 'delivered_at') }} as scan_to_delivered_hours,
    {{ leg_hours('paid_at', 'delivered_at') }} as paid_to_delivered_hours
from followed
