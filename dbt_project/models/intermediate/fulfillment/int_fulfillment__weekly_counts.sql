-- Every countable thing of a week in one long table, so that the marts add up one truth in two shapes. A
-- deadline counts in the week it falls due, a package in that of its shipment, a cancellation in that of the
-- order.
with orders as (
    select
        shop_id,
        order_id,
        fulfillment_type,
        coalesce(warehouse, 'unknown') as warehouse,
        coalesce(carrier, 'unknown') as carrier,
        order_week,
        paid_at,
        is_sample
    from {{ ref('int_orders__orders') }}
),

steps as (
    select
        shop_id,
        order_id,
        step,
        due_week,
        state
    from {{ ref('int_fulfillment__steps') }}
    where due_week is not null and step in ('dispatch', 'delivery')
),

cancellations as (
    select
        shop_id,
        order_id,
        fault
    from {{ ref('int_orders__cancellations') }}
),

packages as (
    select
        shop_id,
        fulfillment_type,
        coalesce(warehouse, 'unknown') as warehouse,
        coalesce(carrier, 'unknown') as carrier,
        {{ iso_week_key(to_local_date('shipped_at', 'timezone')) }} as shipped_week,
        has_valid_tracking
    from {{ ref('int_fulfillment__packages') }}
    where shipped_at is not null and fulfillment_type <> 'fbt'
),

counted as (
    select
        orders.shop_id,
        steps.due_week as week,
        orders.fulfillment_type,
        orders.warehouse,
        orders.carrier,
        concat(steps.step, '_', steps.state) as measure
    from steps
    inner join orders on steps.shop_id = orders.shop_id and steps.order_id = orders.order_id

    union all

    select
        shop_id,
        shipped_week as week,
        fulfillment_type,
        warehouse,
        carrier,
        case
            when has_valid_tracking then 'package_tracked'
            when not has_valid_tracking then 'package_untracked'
            else 'package_unknown'
        end as measure
    from packages

    union all

    -- Confirmed means paid; what the platform sends to creators as a sample is no order of a buyer.
    select
        orders.shop_id,
        orders.order_week as week,
        orders.fulfillment_type,
        orders.warehouse,
        orders.carrier,
        case
            when cancellations.fault = 'seller' then 'order_cancelled_by_seller'
            else 'order_not_cancelled_by_seller'
        end as measure
    from orders
    left join cancellations
        on orders.shop_id = cancellations.shop_id and orders.order_id = cancellations.order_id
    where orders.paid_at is not null and not orders.is_sample
)

select
    shop_id,
    week,
    fulfillment_type,
    warehouse,
    carrier,
    measure,
    cast(count(*) as integer) as thing_count
from counted
group by shop_id, week, fulfillment_type, warehouse, carrier, measure
