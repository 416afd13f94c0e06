with events as (
    select
        shop_id,
        tracking_id,
        event_at,
        coalesce(nullif(lower(trim(provider)), ''), 'generic') as provider,
        lower(trim(status_code)) as status_code,
        case when nullif(trim(status_code), '') is null then lower(description) end as free_text
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

phrases as (
    select
        provider,
        phrase,
        milestone,
        is_carrier_scan,
        phrase_rank
    from {{ ref('tracking_phrases') }}
),

-- Where a service sends words and no status, the first known phrase says what happened.
worded as (
    select
        events.shop_id,
        events.tracking_id,
        events.event_at,
        events.free_text,
        phrases.milestone,
        phrases.is_carrier_scan
    from events
    inner join phrases
        on
            events.free_text like concat('%', phrases.phrase, '%')
            and phrases.provider in ('*', events.provider)
    where events.free_text is not null
    qualify row_number() over (
        partition by events.shop_id, events.tracking_id, events.event_at, events.free_text
        order by phrases.phrase_rank
    ) = 1
),

-- AfterShip and others number their sub statuses: the word before the underscore still says what it is.
named as (
    select
        events.shop_id,
        events.tracking_id,
        events.event_at,
        coalesce(exact.milestone, main.milestone, own.milestone, worded.milestone, 'unknown') as milestone,
        coalesce(
            exact.is_carrier_scan, main.is_carrier_scan, own.is_carrier_scan, worded.is_carrier_scan, false
        )
            as is_carrier_scan
    from events
    left join milestones as exact
        on events.provider = exact.provider and events.status_code = exact.status_code
    left join milestones as main
        on events.provider = main.provider and split_part(events.status_code, '_', 1) = main.status_code
    left join milestones as own
        on own.provider = 'generic' and events.status_code = own.status_code
    left join worded
        on
            events.shop_id = worded.shop_id
            and events.tracking_id = worded.tracking_id
            and events.event_at = worded.event_at
            and events.free_text = worded.free_text
),

departures as (
    select
        shop_id,
        tracking_id,
        min(event_at) as left_at
    from named
    where milestone = 'departed'
    group by shop_id, tracking_id
),

-- Services don't say whose customs: before the parcel left its country it is that country's.
placed as (
    select
        named.shop_id,
        named.tracking_id,
        named.event_at,
        named.is_carrier_scan,
        case
            when
                named.milestone in ('customs_processing', 'customs_cleared')
                and named.event_at < departures.left_at
                then 'export_customs'
            else named.milestone
        end as milestone
    from named
    left join departures
        on
            named.shop_id = departures.shop_id
            and named.tracking_id = departures.tracking_id
)

select
    shop_id,
    tracking_id,
    min(case when milestone = 'info_received' then event_at end) as info_received_at,
    -- Services skip the pick-up now and then: the first event that needs the parcel in hand stands for it.
    min(case when is_carrier_scan then event_at end) as first_scan_at,
    min(case when milestone = 'export_customs' then event_at end) as export_customs_at,
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
from placed
group by shop_id, tracking_id
