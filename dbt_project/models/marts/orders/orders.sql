with orders as (
    select *
    from {{ ref('int_orders__orders') }}
),

promises as (
    select *
    from {{ ref('int_fulfillment__promises') }}
),

clocks as (
    select
        shop_id,
        order_id,
        handling_days,
        handling_day_kind,
        handling_range
    from {{ ref('int_fulfillment__clocks') }}
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
    promises.order_type,
    orders.fulfillment_type,
    orders.service_level,
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
    promises.dispatch_due_at,
    promises.dispatch_due_local as dispatch_due_at_local,
    promises.dispatch_due_on,
    promises.dispatch_due_week as dispatch_week,
    promises.dispatch_event_at as dispatched_at,
    promises.dispatch_state,
    promises.dispatch_reason,
    promises.dispatch_rule_version,
    promises.dispatch_due_from,
    promises.delivery_due_at,
    promises.delivery_due_local as delivery_due_at_local,
    promises.delivery_due_on as deliver_due_on,
    promises.delivery_due_week as delivery_week,
    promises.delivery_state,
    promises.delivery_reason,
    promises.delivery_rule_version,
    promises.delivery_due_from,
    promises.ready_due_at,
    promises.ready_due_local as ready_due_at_local,
    promises.cancelled_from_at as auto_cancel_due_at,
    promises.cancelled_from_local as auto_cancel_due_at_local,
    clocks.handling_days,
    case when clocks.handling_days is not null then clocks.handling_day_kind end as handling_day_kind,
    clocks.handling_range,
    orders.line_count,
    orders.unit_count,
    orders.order_amount_local,
    orders.shipping_fee_local,
    orders.tax_local,
    orders.currency
from orders
inner join promises
    on
        orders.shop_id = promises.shop_id
        and orders.order_id = promises.order_id
left join clocks
    on
        orders.shop_id = clocks.shop_id
        and orders.order_id = clocks.order_id
left join cancellations
    on
        orders.shop_id = cancellations.shop_id
        and orders.order_id = cancellations.order_id
