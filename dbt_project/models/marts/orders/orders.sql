with orders as (
    select *
    from {{ ref('int_orders__orders') }}
),

dispatches as (
    select *
    from {{ ref('int_fulfillment__steps') }}
    where step = 'dispatch'
),

deliveries as (
    select *
    from {{ ref('int_fulfillment__steps') }}
    where step = 'delivery'
),

cancellations as (
    select
        shop_id,
        order_id,
        fault
    from {{ ref('int_orders__cancellations') }}
)

select
    orders.shop_id,
    orders.order_id,
    orders.market,
    orders.order_status,
    orders.order_type,
    orders.fulfillment_type,
    orders.warehouse,
    orders.carrier,
    orders.is_cancelled,
    orders.is_sample,
    cancellations.fault as cancellation_fault,
    orders.ordered_at,
    orders.paid_at,
    orders.ready_at as ready_to_ship_at,
    orders.shipped_at,
    orders.delivered_at,
    orders.cancelled_at,
    orders.ordered_on,
    orders.order_week,
    dispatches.due_on as dispatch_due_on,
    dispatches.due_week as dispatch_week,
    dispatches.event_at as dispatched_at,
    dispatches.state as dispatch_state,
    dispatches.reason as dispatch_reason,
    dispatches.rule_version as dispatch_rule_version,
    deliveries.due_on as deliver_due_on,
    deliveries.due_week as delivery_week,
    deliveries.state as delivery_state,
    deliveries.reason as delivery_reason,
    deliveries.rule_version as delivery_rule_version,
    orders.line_count,
    orders.unit_count,
    orders.order_amount_local,
    orders.shipping_fee_local,
    orders.tax_local,
    orders.currency
from orders
inner join dispatches
    on
        orders.shop_id = dispatches.shop_id
        and orders.order_id = dispatches.order_id
inner join deliveries
    on
        orders.shop_id = deliveries.shop_id
        and orders.order_id = deliveries.order_id
left join cancellations
    on
        orders.shop_id = cancellations.shop_id
        and orders.order_id = cancellations.order_id
