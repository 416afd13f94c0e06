-- The promises to an order hold for each of its parcels; each parcel keeps them or not by itself.
with deadlines as (
    select
        shop_id,
        order_id,
        step,
        fulfillment_type,
        event,
        rule_version,
        due_at,
        due_on
    from {{ ref('int_fulfillment__deadlines') }}
    where step in ('dispatch', 'delivery')
),

packages as (
    select
        shop_id,
        order_id,
        package_key,
        fulfillment_type,
        ready_at,
        coalesce(ready_at, shipped_at) as handed_over_at,
        shipped_at,
        first_scan_at,
        delivered_at,
        event_count,
        is_cancelled
    from {{ ref('int_fulfillment__packages') }}
),

orders as (
    select
        shop_id,
        order_id,
        cancelled_at
    from {{ ref('int_orders__orders') }}
),

order_steps as (
    select
        shop_id,
        order_id,
        step,
        cancellation_fault,
        case when state = 'exempt' then reason end as exempt_reason
    from {{ ref('int_fulfillment__steps') }}
    where step in ('dispatch', 'delivery')
),

run as (
    select as_of
    from {{ ref('stg_run__context') }}
),

happened as (
    select
        packages.package_key,
        deadlines.*,
        packages.is_cancelled,
        orders.cancelled_at,
        order_steps.cancellation_fault,
        -- In a mixed order the parcel that the platform ships is exempt, though the order is not.
        case
            when packages.fulfillment_type = 'fbt' then 'fulfilled_by_platform'
            else order_steps.exempt_reason
        end as exempt_reason,
        {{ event_of_step('packages', 'packages.first_scan_at') }} as event_at,
        deadlines.event = 'carrier_scan' and packages.shipped_at is not null and packages.event_count = 0
            as is_untracked,
        deadlines.event = 'delivered' and coalesce(packages.delivered_at < packages.shipped_at, false)
            as is_impossible,
        run.as_of
    from packages
    inner join deadlines on packages.shop_id = deadlines.shop_id and packages.order_id = deadlines.order_id
    inner join orders on packages.shop_id = orders.shop_id and packages.order_id = orders.order_id
    inner join order_steps
        on
            deadlines.shop_id = order_steps.shop_id
            and deadlines.order_id = order_steps.order_id
            and deadlines.step = order_steps.step
    cross join run
),

dated as (
    select
        *,
        is_cancelled and (event_at is null or cancelled_at < event_at) as is_called_off
    from happened
)

select
    shop_id,
    order_id,
    package_key,
    step,
    rule_version,
    event,
    due_at,
    due_on,
    event_at,
    {{ step_state('exempt_reason') }} as state,
    {{ step_reason() }} as reason
from dated
