with events as (
    select
        shop_id,
        tracking_id,
        event_at,
        coalesce(nullif(lower(trim(provider)), ''), 'generic') as provider,
        lower(trim(status_code)) as status_code
    from {{ ref('stg_tracking__events') }}
    where tracking_id is not null and event_at is not null
),

milestones as (
    select
        provider,
        status_code,
        milestone,
        is_carrier_scan
    from {{ ref('tracking_milestones') }}
),

-- AfterShip and others number their sub statuses: the word before the underscore still says what it is.
named as (
    select
        events.shop_id,
        events.tracking_id,
        events.event_at,
        coalesce(exact.milestone, main.milestone, own.milestone, 'unknown') as milestone,
        coalesce(exact.is_carrier_scan, main.is_carrier_scan, own.is_carrier_scan, false) as is_carrier_scan
    from events
    left join milestones as exact
        on events.provider = exact.provider and events.status_code = exact.status_code
    left join milestones as main
        on events.provider = main.provider and split_part(events.status_code, '_', 1) = main.status_code
    left join milestones as own
        on own.provider = 'generic' and events.status_code = own.status_code
)

select
    shop_id,
    tracking_id,
    min(case when milestone = 'info_received' then event_at end) as info_received_at,
    -- Services skip the pick-up now and then: the first event that needs the parcel in hand stands for it.
    min(case when is_carrier_scan then event_at end) as first_scan_at,
    min(case when milestone = 'customs_processing' then event_at end) as customs_processing_at,
    min(case when milestone = 'departed' then event_at end) as departed_at,
    min(case when milestone = 'arrived_destination' then event_at end) as arrived_destination_at,
    min(case when milestone = 'customs_cleared' then event_at end) as customs_cleared_at,
    min(case when milestone = 'last_mile_handover' then event_at end) as last_mile_handover_at,
    min(case when milestone = 'out_for_delivery' then event_at end) as out_for_delivery_at,
    min(case when milestone = 'attempt_failed' then event_at end) as attempt_failed_at,
    min(case when milestone = 'delivered' then event_at end) as delivered_at,
    min(case when milestone = 'returned' then event_at end) as returned_at,
    max(event_at) as last_event_at,
    -- "Not found" and "expired" are answers of the service, not news of the parcel.
    cast(count(case when milestone <> 'none' then 1 end) as integer) as event_count,
    cast(count(case when milestone = 'unknown' then 1 end) as integer) as unknown_event_count
from named
group by shop_id, tracking_id
