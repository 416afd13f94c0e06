-- Each metric of the scorecard by the day it counts on, so that any window of days is a plain sum: a deadline
-- on the day it falls due, a parcel on that of its shipment, a cancellation on that of the order.
with steps as (
    select
        steps.shop_id,
        steps.step,
        steps.due_on,
        steps.state,
        steps.state_with_exempt,
        {{ to_local_date('orders.handed_over_at', 'orders.timezone') }} as handed_over_on,
        steps.event_on
    from {{ ref('int_fulfillment__steps') }} as steps
    inner join {{ ref('int_orders__orders') }} as orders
        on steps.shop_id = orders.shop_id and steps.order_id = orders.order_id
    where steps.step in ('dispatch', 'delivery', 'fast_dispatch') and steps.rule_version is not null
),

packages as (
    select
        shop_id,
        {{ to_local_date('shipped_at', 'timezone') }} as day_on,
        has_valid_tracking
    from {{ ref('int_fulfillment__packages') }}
    where shipped_at is not null and fulfillment_type <> 'fbt'
),

confirmed as (
    select
        orders.shop_id,
        orders.ordered_on as day_on,
        cancellations.fault
    from {{ ref('int_orders__orders') }} as orders
    left join {{ ref('int_orders__cancellations') }} as cancellations
        on orders.shop_id = cancellations.shop_id and orders.order_id = cancellations.order_id
    where orders.paid_at is not null and not orders.is_sample
),

delivered as (
    select *
    from {{ ref('int_fulfillment__orders_delivered') }}
),

counted as (
    {{ metric_rows('late_dispatch_rate', 'steps', 'due_on', "state in ('late', 'overdue')",
        "step = 'dispatch' and state in ('on_time', 'late', 'overdue')") }}
    union all
    {{ metric_rows('late_dispatch_rate_including_fbt', 'steps', 'due_on', "state in ('late', 'overdue')",
        "step = 'dispatch' and state in ('on_time', 'late', 'overdue', 'exempt')") }}
    union all
    {{ metric_rows('late_dispatch_rate_of_dispatched', 'steps',
        "case when state = 'exempt' then handed_over_on else event_on end", "state = 'late'",
        "step = 'dispatch' and state in ('on_time', 'late', 'exempt')") }}
    union all
    {{ metric_rows('on_time_delivery_rate', 'steps', 'due_on', "state = 'on_time'",
        "step = 'delivery' and state in ('on_time', 'late', 'overdue')") }}
    union all
    {{ metric_rows('on_time_delivery_rate_including_fbt', 'steps', 'due_on', "state_with_exempt = 'on_time'",
        "step = 'delivery' and state_with_exempt in ('on_time', 'late', 'overdue')") }}
    union all
    {{ metric_rows('fast_dispatch_rate', 'steps', 'due_on', "state = 'on_time'",
        "step = 'fast_dispatch' and state in ('on_time', 'late', 'overdue')") }}
    union all
    {{ metric_rows('valid_tracking_rate', 'packages', 'day_on', 'has_valid_tracking',
        'has_valid_tracking is not null') }}
    union all
    {{ metric_rows('seller_fault_cancellation_rate', 'confirmed', 'day_on',
        "coalesce(fault = 'seller', false)", 'true') }}
    union all
    {{ metric_rows('defective_return_rate', 'delivered', 'delivered_on', 'is_returned_defective',
        'is_returned_defective is not null') }}
    union all
    {{ metric_rows('delivered_within_48_hours_rate', 'delivered', 'delivered_on',
        'is_within_48_hours', 'true') }}
    union all
    {{ metric_rows('delivered_in_3_to_5_days_rate', 'delivered', 'delivered_on',
        'is_in_3_to_5_days', 'true') }}
    union all
    select
        shop_id,
        handed_over_on as day_on,
        'average_handling_hours' as metric,
        handling_hours as numerator
    from delivered
    where handling_hours is not null
)

select
    shop_id,
    day_on,
    metric,
    cast(sum(numerator) as decimal(18, 2)) as numerator,
    cast(count(*) as integer) as denominator
from counted
where day_on is not null
group by shop_id, day_on, metric
