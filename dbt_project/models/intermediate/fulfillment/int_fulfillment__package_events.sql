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
        numbers.tracking_id,
        events.event_at,
        events.milestone,
        events.is_carrier_scan,
        events.carrier,
        {{ seconds_between('numbers.used_from', 'events.event_at') }} >= -86400 as is_ours
    from numbers
    inner join events
        on
            numbers.shop_id = events.shop_id
            and numbers.tracking_id = events.tracking_id
            and (numbers.used_until is null or numbers.used_until > events.event_at)
            and (numbers.is_first_use or numbers.used_from <= events.event_at)
)

select
    shop_id,
    order_id,
    package_key,
    tracking_id,
    event_at,
    case when is_ours then milestone else 'not_ours' end as milestone,
    is_ours and is_carrier_scan as is_carrier_scan,
    carrier
from attributed
