with deadlines as (
    select
        shop_id,
        order_id,
        step,
        fulfillment_type,
        service_level,
        ordered_on,
        event,
        rule_version,
        due_at,
        due_on,
        due_week
    from {{ ref('int_fulfillment__deadlines') }}
),

orders as (
    select
        shop_id,
        order_id,
        timezone,
        handed_over_at,
        ready_at,
        shipped_at,
        delivered_at,
        cancelled_at,
        is_cancelled
    from {{ ref('int_orders__orders') }}
),

scans as (
    select
        shop_id,
        order_id,
        scanned_at,
        has_untracked_parcel
    from {{ ref('int_fulfillment__scans_per_order') }}
),

cancellations as (
    select
        shop_id,
        order_id,
        fault as cancellation_fault
    from {{ ref('int_orders__cancellations') }}
),

exemptions as (
    select *
    from {{ ref('int_fulfillment__exemptions_of_shops') }}
),

run as (
    select as_of
    from {{ ref('stg_run__context') }}
),

happened as (
    select
        deadlines.*,
        orders.timezone,
        orders.is_cancelled,
        orders.cancelled_at,
        cancellations.cancellation_fault,
        exemptions.exempt_reason,
        {{ event_of_step('orders', 'scans.scanned_at') }} as event_at,
        deadlines.event = 'carrier_scan' and coalesce(scans.has_untracked_parcel, false) as is_untracked,
        deadlines.event = 'delivered' and coalesce(orders.delivered_at < orders.shipped_at, false)
            as is_impossible,
        run.as_of
    from deadlines
    inner join orders on deadlines.shop_id = orders.shop_id and deadlines.order_id = orders.order_id
    left join scans on deadlines.shop_id = scans.shop_id and deadlines.order_id = scans.order_id
    left join cancellations
        on deadlines.shop_id = cancellations.shop_id and deadlines.order_id = cancellations.order_id
    left join exemptions
        on
            deadlines.shop_id = exemptions.shop_id
            and deadlines.step = exemptions.step
            and deadlines.fulfillment_type = exemptions.fulfillment_type
            and deadlines.service_level = exemptions.service_level
            and deadlines.ordered_on >= exemptions.valid_from
            and (exemptions.valid_until is null or deadlines.ordered_on < exemptions.valid_until)
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
    step,
    rule_version,
    event,
    due_at,
    due_on,
    due_week,
    event_at,
    {{ to_local_date('event_at', 'timezone') }} as event_on,
    cancellation_fault,
    {{ step_state('exempt_reason') }} as state,
    {{ step_reason() }} as reason,
    -- The other reading of the platform's pages: what is exempt is judged like the rest.
    {{ step_state('null') }} as state_with_exempt
from dated
