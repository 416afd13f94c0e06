with events as (
    select
        shop_id,
        tracking_id,
        event_at,
        nullif(trim(carrier), '') as carrier,
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
        events.carrier,
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
)

-- Two services, or a coarse and a fine status, tell the same moment twice: it is one event.
select
    shop_id,
    tracking_id,
    event_at,
    milestone,
    max(case when is_carrier_scan then 1 else 0 end) = 1 as is_carrier_scan,
    min(carrier) as carrier,
    cast(count(*) as integer) as told_count
from named
group by shop_id, tracking_id, event_at, milestone
