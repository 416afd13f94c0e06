with deadlines as (
    select
        shop_id,
        order_id,
        step,
        event,
        rule_version,
        due_on,
        due_week
    from {{ ref('int_fulfillment__deadlines') }}
),

orders as (
    select
        shop_id,
        order_id,
        timezone,
        fulfillment_type,
        handed_over_at,
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

run as (
    select as_of
    from {{ ref('stg_run__context') }}
),

happened as (
    select
        deadlines.shop_id,
        deadlines.order_id,
        deadlines.step,
        deadlines.event,
        deadlines.rule_version,
        deadlines.due_on,
        deadlines.due_week,
        orders.timezone,
        orders.fulfillment_type,
        orders.is_cancelled,
        orders.cancelled_at,
        case deadlines.event
            when 'ready_or_shipped' then orders.handed_over_at
            when 'carrier_scan' then scans.scanned_at
            when 'delivered' then orders.delivered_at
        end as event_at,
        deadlines.event = 'carrier_scan' and coalesce(scans.has_untracked_parcel, false) as is_untracked,
        {{ to_local_date('run.as_of', 'orders.timezone') }} as as_of_on
    from deadlines
    inner join orders
        on
            deadlines.shop_id = orders.shop_id
            and deadlines.order_id = orders.order_id
    left join scans
        on
            deadlines.shop_id = scans.shop_id
            and deadlines.order_id = scans.order_id
    cross join run
),

dated as (
    select
        *,
        {{ to_local_date('event_at', 'timezone') }} as event_on,
        is_cancelled and (event_at is null or cancelled_at < event_at) as is_called_off
    from happened
)

select
    shop_id,
    order_id,
    step,
    rule_version,
    due_on,
    due_week,
    event_at,
    event_on,
    -- Every outcome is named: what no line says is null, which the test on this column refuses.
    case
        when rule_version is null then 'no_rule'
        when fulfillment_type = 'fbt' then 'exempt'
        when is_called_off then 'cancelled'
        when event_on <= due_on then 'on_time'
        when event_on > due_on then 'late'
        -- The parcel left but nobody followed it: there may well be a scan, so this is neither late nor on
        -- time.
        when is_untracked then 'unknown'
        when as_of_on > due_on then 'overdue'
        when as_of_on <= due_on then 'open'
    end as state,
    case
        when rule_version is null then 'the market has no rule for this kind of order'
        when fulfillment_type = 'fbt' then 'fulfilled by the platform'
        when is_called_off then 'cancelled before it was done'
        when event_on is null and is_untracked then 'shipped, but a parcel has no tracking event'
    end as reason
from dated
