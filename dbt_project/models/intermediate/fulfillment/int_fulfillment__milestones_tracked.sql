with events as (
    select
        shop_id,
        tracking_id,
        event_at,
        milestone,
        is_carrier_scan,
        carrier
    from {{ ref('int_fulfillment__tracking_events') }}
),

numbers as (
    select
        shop_id,
        order_id,
        package_key,
        tracking_id,
        used_from,
        used_until,
        is_first_use
    from {{ ref('int_fulfillment__tracking_numbers') }}
),

-- An event from before the order is another parcel's that had the number first. A day is left for clocks
-- without a zone.
attributed as (
    select
        numbers.shop_id,
        numbers.order_id,
        numbers.package_key,
        events.event_at,
        events.is_carrier_scan,
        events.carrier,
        case
            when {{ seconds_between('numbers.used_from', 'events.event_at') }} < -86400 then 'not_ours'
            else events.milestone
        end as milestone
    from numbers
    inner join events
        on
            numbers.shop_id = events.shop_id
            and numbers.tracking_id = events.tracking_id
            and (numbers.used_until is null or numbers.used_until > events.event_at)
            and (numbers.is_first_use or numbers.used_from <= events.event_at)
),

departures as (
    select
        shop_id,
        order_id,
        package_key,
        min(event_at) as left_at
    from attributed
    where milestone = 'departed'
    group by shop_id, order_id, package_key
),

-- Services don't say whose customs: before the parcel left its country it is that country's.
placed as (
    select
        attributed.shop_id,
        attributed.order_id,
        attributed.package_key,
        attributed.event_at,
        attributed.is_carrier_scan and attributed.milestone <> 'not_ours' as is_carrier_scan,
        attributed.carrier,
        case
            when attributed.milestone = 'customs_processing' and attributed.event_at < departures.left_at
                then 'export_customs'
            when attributed.milestone = 'customs_cleared' and attributed.event_at < departures.left_at
                then 'export_customs_cleared'
            else attributed.milestone
        end as milestone
    from attributed
    left join departures
        on
            attributed.shop_id = departures.shop_id
            and attributed.order_id = departures.order_id
            and attributed.package_key = departures.package_key
)

select
    shop_id,
    order_id,
    package_key,
    milestone,
    min(event_at) as reached_at,
    max(event_at) as last_at,
    min(case when is_carrier_scan then event_at end) as scanned_at,
    min(carrier) as first_carrier,
    max(carrier) as last_carrier,
    cast(count(*) as integer) as event_count
from placed
group by shop_id, order_id, package_key, milestone
