-- A package, and what of an order has none yet: who has not packed is waited for just as well.
with lines as (
    select
        shop_id,
        order_id,
        coalesce(package_id, tracking_id, 'unpacked') as package_key,
        market,
        timezone,
        fulfillment_type,
        coalesce(warehouse, 'unknown') as warehouse,
        country_code,
        coalesce(carrier, 'unknown') as carrier,
        service_level,
        is_cash_on_delivery,
        paid_at,
        ready_at,
        shipped_at,
        delivered_at,
        cancelled_at,
        exported_at,
        is_cancelled,
        min(case when is_cancelled then 1 else 0 end)
            over (partition by shop_id, order_id, coalesce(package_id, tracking_id, 'unpacked'))
            as is_called_off
    from {{ ref('int_orders__lines') }}
),

tracked as (
    select *
    from {{ ref('int_fulfillment__parcels_tracked') }}
),

followed_until as (
    select
        shop_id,
        max(exported_at) as tracking_known_until
    from {{ ref('stg_tracking__events') }}
    group by shop_id
),

-- A cancelled line says nothing about a package whose other lines go on.
packages as (
    select
        shop_id,
        order_id,
        package_key,
        min(market) as market,
        min(timezone) as timezone,
        min(fulfillment_type) as fulfillment_type,
        min(warehouse) as warehouse,
        min(country_code) as country_code,
        min(carrier) as carrier,
        min(service_level) as service_level,
        max(case when is_cash_on_delivery then 1 else 0 end) = 1 as is_cash_on_delivery,
        min(paid_at) as paid_at,
        case when count(ready_at) = count(*) then max(ready_at) end as ready_at,
        case when count(shipped_at) = count(*) then max(shipped_at) end as shipped_at,
        case when count(delivered_at) = count(*) then max(delivered_at) end as delivered_at,
        max(is_called_off) = 1 as is_cancelled,
        max(case when is_called_off = 1 then coalesce(cancelled_at, exported_at) end) as cancelled_at,
        -- An order that later exports leave out is known as of the last that has it, not as of today.
        max(exported_at) as orders_known_until
    from lines
    where not is_cancelled or is_called_off = 1
    group by shop_id, order_id, package_key
)

select
    packages.shop_id,
    packages.order_id,
    packages.package_key,
    packages.market,
    packages.timezone,
    packages.fulfillment_type,
    packages.warehouse,
    packages.country_code,
    packages.carrier,
    packages.service_level,
    packages.is_cancelled,
    packages.is_cash_on_delivery,
    packages.paid_at,
    tracked.info_received_at,
    packages.ready_at,
    packages.shipped_at,
    tracked.first_scan_at as scan_at,
    tracked.origin_facility_at,
    tracked.export_customs_at,
    tracked.export_customs_cleared_at,
    tracked.departed_at,
    tracked.arrived_destination_at as arrived_at,
    coalesce(tracked.customs_processing_at, tracked.arrived_destination_at) as customs_started_at,
    tracked.customs_cleared_at as cleared_at,
    -- Services skip the hand-over as they do the first scan: the first event of the last mile stands for it.
    least(
        tracked.last_mile_handover_at, tracked.out_for_delivery_at, tracked.available_for_pickup_at,
        tracked.attempt_failed_at
    ) as last_mile_at,
    tracked.out_for_delivery_at,
    tracked.available_for_pickup_at,
    coalesce(packages.delivered_at, tracked.delivered_at) as delivered_at,
    least(
        tracked.attempt_failed_at, tracked.available_for_pickup_at,
        coalesce(packages.delivered_at, tracked.delivered_at)
    ) as attempt_at,
    tracked.exception_at,
    tracked.damaged_at,
    tracked.lost_at,
    tracked.returned_at,
    packages.cancelled_at,
    least(packages.cancelled_at, tracked.lost_at, tracked.damaged_at, tracked.returned_at) as stopped_at,
    tracked.last_event_at,
    tracked.last_moving_at,
    coalesce(tracked.unknown_event_count, 0) as unknown_event_count,
    coalesce(tracked.foreign_event_count, 0) as foreign_event_count,
    tracked.foreign_event_at,
    coalesce(tracked.first_scan_at, packages.shipped_at, packages.delivered_at, tracked.delivered_at)
        as sent_at,
    packages.shipped_at is not null and coalesce(tracked.event_count, 0) = 0 as is_untracked,
    packages.orders_known_until,
    followed_until.tracking_known_until
from packages
left join tracked
    on
        packages.shop_id = tracked.shop_id
        and packages.order_id = tracked.order_id
        and packages.package_key = tracked.package_key
left join followed_until on packages.shop_id = followed_until.shop_id
