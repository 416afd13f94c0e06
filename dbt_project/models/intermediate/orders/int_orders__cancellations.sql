with orders as (
    select
        shop_id,
        order_id,
        lower(trim(cancel_by)) as initiator_key,
        lower(trim(cancel_reason)) as cancel_reason,
        cancelled_at
    from {{ ref('int_orders__orders') }}
    where is_cancelled
),

initiators as (
    select
        initiator_text,
        initiator
    from {{ ref('cancellation_initiators') }}
),

-- An order that the system cancels once it may, and gives no known reason for, was not ready in time: the
-- platform counts such cancellations as the seller's.
due as (
    select
        shop_id,
        order_id,
        min(due_at) as due_at
    from {{ ref('int_fulfillment__deadlines') }}
    where step in ('auto_cancel', 'auto_cancel_collection')
    group by shop_id, order_id
),

faults as (
    select
        cancel_by,
        cancel_reason,
        fault
    from {{ ref('cancellation_faults') }}
)

select
    orders.shop_id,
    orders.order_id,
    orders.cancelled_at,
    coalesce(initiators.initiator, 'unknown') as initiator,
    case
        when
            initiators.initiator = 'system' and by_reason.fault is null and orders.cancelled_at > due.due_at
            then 'seller'
        else coalesce(by_reason.fault, by_canceller.fault, 'unknown')
    end as fault
from orders
left join initiators on orders.initiator_key = initiators.initiator_text
left join due on orders.shop_id = due.shop_id and orders.order_id = due.order_id
left join faults as by_reason
    on by_reason.cancel_by = '*' and orders.cancel_reason = by_reason.cancel_reason
left join faults as by_canceller
    on by_canceller.cancel_reason = '*' and initiators.initiator = by_canceller.cancel_by
