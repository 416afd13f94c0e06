-- Each judged step of an order the seller ships, with its milestones. The carrier is known once it is packed.
with steps as (
    select
        shop_id,
        order_id,
        step,
        event,
        due_at,
        due_on,
        due_week,
        event_at,
        state
    from {{ ref('int_fulfillment__steps') }}
    where step in ('dispatch', 'delivery') and state in ('on_time', 'late', 'open', 'overdue', 'cancelled')
),

journeys as (
    select
        shop_id,
        order_id,
        min(market) as market,
        min(timezone) as timezone,
        min(warehouse) as warehouse,
        min(carrier) as carrier,
        -- A milestone of the order is that of its last parcel.
        case when count(ready_at) = count(*) then max(ready_at) end as ready_at,
        case when count(scan_at) = count(*) then max(scan_at) end as scan_at,
        max(stopped_at) as stopped_at,
        case when count(cancelled_at) = count(*) then max(cancelled_at) end as cancelled_at
    from {{ ref('int_fulfillment__journeys') }}
    where fulfillment_type <> 'fbt'
    group by shop_id, order_id
),

-- What is paid at the door waits from the order on: its clock has begun though nobody has paid.
clocks as (
    select
        shop_id,
        order_id,
        started_at
    from {{ ref('int_fulfillment__clocks') }}
)

select
    steps.shop_id,
    steps.order_id,
    steps.step,
    steps.event,
    journeys.market,
    journeys.timezone,
    journeys.warehouse,
    journeys.carrier,
    steps.due_at,
    steps.due_on,
    steps.due_week,
    steps.state,
    clocks.started_at as paid_at,
    case when steps.event not in ('ready', 'ready_or_shipped') then journeys.ready_at end as ready_at,
    case when steps.event = 'delivered' then journeys.scan_at end as scan_at,
    steps.event_at,
    case when steps.event_at is null then journeys.stopped_at end as stopped_at,
    case when steps.state = 'cancelled' then coalesce(journeys.cancelled_at, journeys.stopped_at) end
        as cancelled_at
from steps
inner join journeys
    on
        steps.shop_id = journeys.shop_id
        and steps.order_id = journeys.order_id
inner join clocks
    on
        steps.shop_id = clocks.shop_id
        and steps.order_id = clocks.order_id
where clocks.started_at is not null
