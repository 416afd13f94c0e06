-- Counted the other way round: the states of the orders mart, against the weekly table.
with by_order as (
    select
        shop_id,
        dispatch_week as week,
        count(case when dispatch_state in ('on_time', 'late', 'overdue') then 1 end) as due_count,
        count(*) as order_count
    from {{ ref('orders') }}
    where dispatch_week is not null
    group by shop_id, dispatch_week
),

by_week as (
    select
        shop_id,
        week,
        sum(due_count) as due_count,
        sum(on_time_count + late_count + overdue_count)
        + sum(open_count + exempt_count + cancelled_count + unknown_count) as order_count
    from {{ ref('fulfillment_sla_weekly') }}
    group by shop_id, week
)

select
    coalesce(by_order.shop_id, by_week.shop_id) as shop_id,
    coalesce(by_order.week, by_week.week) as week,
    coalesce(by_order.due_count, 0) as orders_due,
    coalesce(by_week.due_count, 0) as week_due,
    coalesce(by_order.order_count, 0) as orders_counted,
    coalesce(by_week.order_count, 0) as week_counted
from by_order
full outer join by_week on by_order.shop_id = by_week.shop_id and by_order.week = by_week.week
where
    coalesce(by_order.due_count, 0) <> coalesce(by_week.due_count, 0)
    or coalesce(by_order.order_count, 0) <> coalesce(by_week.order_count, 0)
