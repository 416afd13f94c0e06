-- What was known of each leg at the end of each of the eight weeks from its start on. One that had ended by
-- then has its hours, one that had not is censored at its age: of the past only what could be seen then.
with legs as (
    select
        shop_id,
        leg,
        fulfillment_type,
        warehouse,
        country_code,
        carrier,
        service_level,
        state,
        started_week_on,
        left_week_on,
        timezone,
        started_at,
        seen_hours
    from {{ ref('int_fulfillment__legs') }}
    where state in ('ended', 'open', 'stopped', 'passed')
),

weeks as (
    select distinct
        timezone,
        week,
        week_start_on,
        ends_at,
        {{ add_days('week_start_on', -49) }} as window_start_on
    from {{ ref('int_calendar__week_days') }}
),

-- Many legs of a week last as many hours: counted before they are spread over the weeks that see them.
finished as (
    select
        shop_id,
        timezone,
        leg,
        fulfillment_type,
        warehouse,
        country_code,
        carrier,
        service_level,
        started_week_on,
        left_week_on,
        seen_hours,
        count(case when state = 'ended' then 1 end) as ended_count,
        count(case when state = 'stopped' then 1 end) as censored_count
    from legs
    where state in ('ended', 'stopped')
    group by
        shop_id, timezone, leg, fulfillment_type, warehouse, country_code, carrier, service_level,
        started_week_on, left_week_on, seen_hours
),

seen as (
    select
        finished.shop_id,
        weeks.week,
        finished.leg,
        finished.fulfillment_type,
        finished.warehouse,
        finished.country_code,
        finished.carrier,
        finished.service_level,
        finished.seen_hours as hours,
        finished.ended_count,
        finished.censored_count
    from finished
    inner join weeks
        on
            finished.timezone = weeks.timezone
            and finished.left_week_on <= weeks.week_start_on
            and finished.started_week_on between weeks.window_start_on and weeks.week_start_on
    union all
    select
        legs.shop_id,
        weeks.week,
        legs.leg,
        legs.fulfillment_type,
        legs.warehouse,
        legs.country_code,
        legs.carrier,
        legs.service_level,
        least(
            legs.seen_hours,
            {{ full_hours(seconds_between('legs.started_at', 'weeks.ends_at')) }}
        ) as hours,
        0 as ended_count,
        1 as censored_count
    from legs
    inner join weeks
        on
            legs.timezone = weeks.timezone
            and (legs.left_week_on is null or legs.left_week_on > weeks.week_start_on)
            and legs.started_week_on between weeks.window_start_on and weeks.week_start_on
)

select
    shop_id,
    week,
    leg,
    fulfillment_type,
    warehouse,
    country_code,
    carrier,
    service_level,
    hours,
    cast(sum(ended_count) as integer) as ended_count,
    cast(sum(censored_count) as integer) as censored_count
from seen
group by shop_id, week, leg, fulfillment_type, warehouse, country_code, carrier, service_level, hours
