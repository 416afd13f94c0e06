-- What the deadlines say of each line's order, beside what anybody wrote. A line bears its own carrier; one
-- that was never given to a carrier bears none.
with lines as (
    select
        shop_id,
        order_id,
        sku_id,
        order_week,
        ordered_on,
        coalesce(carrier, 'unknown') as carrier
    from {{ ref('int_orders__lines') }}
),

steps as (
    select
        shop_id,
        order_id,
        max(case when step = 'dispatch' then state end) as dispatch_state,
        max(case when step = 'delivery' then state end) as delivery_state,
        max(case when step = 'dispatch' then due_at end) as dispatch_due_at
    from {{ ref('int_fulfillment__steps') }}
    group by shop_id, order_id
)

select
    lines.shop_id,
    lines.order_id,
    lines.sku_id,
    lines.order_week,
    lines.ordered_on,
    lines.carrier,
    steps.dispatch_state,
    steps.delivery_state,
    steps.dispatch_due_at,
    -- What the buyer waited for is the delivery: where it is judged, it alone decides.
    case
        when steps.delivery_state in ('late', 'overdue') then 'late'
        when steps.delivery_state = 'on_time' then 'in_time'
        when steps.dispatch_state in ('late', 'overdue') then 'late'
        when steps.dispatch_state = 'on_time' and steps.delivery_state = 'open' then 'in_time'
        else 'unknown'
    end as evidence
from lines
left join steps
    on
        lines.shop_id = steps.shop_id
        and lines.order_id = steps.order_id
