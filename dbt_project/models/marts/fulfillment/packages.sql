with packages as (
    select *
    from {{ ref('int_fulfillment__packages') }}
),

promises as (
    select *
    from {{ ref('int_fulfillment__promises') }}
),

dispatches as (
    select *
    from {{ ref('int_fulfillment__package_steps') }}
    where step = 'dispatch'
),

deliveries as (
    select *
    from {{ ref('int_fulfillment__package_steps') }}
    where step = 'delivery'
)

select
    packages.shop_id,
    packages.order_id,
    packages.package_key,
    packages.market,
    packages.package_id,
    packages.tracking_id,
    promises.order_type,
    packages.fulfillment_type,
    packages.warehouse,
    packages.carrier,
    packages.line_count,
    packages.unit_count,
    packages.is_cancelled,
    packages.paid_at,
    packages.ready_at as ready_to_ship_at,
    packages.shipped_at,
    packages.info_received_at,
    packages.first_scan_at,
    packages.departed_at,
    packages.arrived_destination_at,
    packages.customs_cleared_at,
    packages.out_for_delivery_at,
    packages.delivered_at,
    packages.last_event_at,
    promises.dispatch_due_at,
    promises.dispatch_due_local as dispatch_due_at_local,
    promises.delivery_due_at,
    promises.delivery_due_local as delivery_due_at_local,
    promises.cancelled_from_at as auto_cancel_due_at,
    promises.cancelled_from_local as auto_cancel_due_at_local,
    dispatches.event_at as dispatched_at,
    dispatches.state as dispatch_state,
    dispatches.reason as dispatch_reason,
    dispatches.rule_version as dispatch_rule_version,
    deliveries.state as delivery_state,
    deliveries.reason as delivery_reason,
    deliveries.rule_version as delivery_rule_version,
    {{ iso_week_key(to_local_date('packages.shipped_at', 'packages.timezone')) }} as shipped_week,
    {{ iso_week_key(to_local_date('packages.delivered_at', 'packages.timezone')) }} as delivered_week,
    packages.event_count,
    packages.has_valid_tracking,
    packages.paid_to_ready_hours,
    packages.ready_to_scan_hours,
    packages.scan_to_delivered_hours,
    packages.paid_to_delivered_hours
from packages
inner join promises
    on packages.shop_id = promises.shop_id and packages.order_id = promises.order_id
inner join dispatches
    on
        packages.shop_id = dispatches.shop_id
        and packages.order_id = dispatches.order_id
        and packages.package_key = dispatches.package_key
inner join deliveries
    on
        packages.shop_id = deliveries.shop_id
        and packages.order_id = deliveries.order_id
        and packages.package_key = deliveries.package_key
