with events as (
    select
        shop_id,
        order_id,
        package_key,
        event_at,
        milestone,
        is_carrier_scan
    from {{ ref('int_fulfillment__package_events') }}
),

departures as (
    select
        shop_id,
        order_id,
        package_key,
        min(event_at) as left_at
    from events
    where milestone = 'departed'
    group by shop_id, order_id, package_key
),

-- Services don't say whose customs: before the parcel left its country it is that country's.
placed as (
    select
        events.shop_id,
        events.order_id,
        events.package_key,
        events.event_at,
        events.is_carrier_scan,
        case
            when events.milestone = 'customs_processing' and events.event_at < departures.left_at
                then 'export_customs'
            when events.milestone = 'customs_cleared' and events.event_at < departures.left_at
                then 'export_customs_cleared'
            else events.milestone
        end as milestone
    from events
    left join departures
        on
            events.shop_id = departures.shop_id
            and events.order_id = departures.order_id
            and events.package_key = departures.package_key
)

select
    shop_id,
    order_id,
    package_key,
    milestone,
    min(event_at) as reached_at,
    max(event_at) as last_at,
    min(case when is_carrier_scan then event_at end) as scanned_at,
    cast(count(*) as integer) as event_count
from placed
group by shop_id, order_id, package_key, milestone
