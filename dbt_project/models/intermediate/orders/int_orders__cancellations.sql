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
    coalesce(by_reason.fault, by_canceller.fault, 'unknown') as fault
from orders
left join initiators on orders.initiator_key = initiators.initiator_text
left join faults as by_reason
    on by_reason.cancel_by = '*' and orders.cancel_reason = by_reason.cancel_reason
left join faults as by_canceller
    on by_canceller.cancel_reason = '*' and initiators.initiator = by_canceller.cancel_by
