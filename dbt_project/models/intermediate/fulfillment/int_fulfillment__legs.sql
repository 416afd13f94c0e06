with journeys as (
    select *
    from {{ ref('int_fulfillment__journeys') }}
),

legs as (
    select
        leg,
        from_milestone,
        to_milestone,
        is_carrier_known,
        end_told_by
    from {{ ref('legs') }}
),

timed as (
    select
        journeys.shop_id,
        journeys.order_id,
        journeys.package_key,
        journeys.timezone,
        journeys.fulfillment_type,
        journeys.warehouse,
        journeys.country_code,
        -- Before it is packed nobody knows who will carry it: a curve by carrier would hold only the packed.
        case when legs.is_carrier_known then journeys.carrier else 'all' end as carrier,
        journeys.service_level,
        legs.leg,
        {{ time_of_milestone('legs.from_milestone') }} as started_at,
        {{ time_of_milestone('legs.to_milestone') }} as ended_at,
        {{ first_time_after_milestone('legs.to_milestone') }} as passed_at,
        journeys.stopped_at,
        case legs.end_told_by
            when 'orders' then journeys.orders_known_until
            when 'tracking' then journeys.tracking_known_until
            else greatest(journeys.orders_known_until, journeys.tracking_known_until)
        end as known_until,
        legs.end_told_by = 'tracking' and journeys.is_untracked as is_untracked
    from journeys
    cross join legs
),

judged as (
    select
        *,
        case
            when ended_at < started_at then 'backwards'
            when ended_at >= started_at then 'ended'
            when passed_at is not null then 'passed'
            when stopped_at is not null then 'stopped'
            when is_untracked or known_until is null or known_until < started_at then 'unknown'
            when known_until >= started_at then 'open'
        end as state,
        coalesce(ended_at, passed_at, stopped_at) as left_at,
        -- Until when the leg is known to have lasted.
        coalesce(ended_at, stopped_at, known_until) as seen_until
    from timed
    where started_at is not null
),

days as (
    select *
    from {{ ref('int_calendar__week_days') }}
)

select
    judged.shop_id,
    judged.order_id,
    judged.package_key,
    judged.leg,
    judged.timezone,
    judged.fulfillment_type,
    judged.warehouse,
    judged.country_code,
    judged.carrier,
    judged.service_level,
    judged.started_at,
    judged.ended_at,
    judged.state,
    started.week_start_on as started_week_on,
    -- Blank too when it left after the last week of the calendar: no week has seen that yet.
    gone.week_start_on as left_week_on,
    case
        when judged.state = 'ended'
            then {{ begun_hours(seconds_between('judged.started_at', 'judged.seen_until')) }}
        when judged.state in ('open', 'stopped')
            then {{ full_hours(seconds_between(
                'judged.started_at', 'greatest(judged.seen_until, judged.started_at)'
            )) }}
    end as seen_hours
from judged
left join days as started
    on
        judged.timezone = started.timezone
        and cast(judged.started_at as date) = started.utc_on
        and judged.started_at >= started.starts_at
        and judged.started_at < started.ends_at
left join days as gone
    on
        judged.timezone = gone.timezone
        and cast(judged.left_at as date) = gone.utc_on
        and judged.left_at >= gone.starts_at
        and judged.left_at < gone.ends_at
