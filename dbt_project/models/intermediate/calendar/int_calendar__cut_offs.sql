-- Deadlines end at a local time of a day. Which instant that is, is reckoned once per day and zone, not per
-- order.
with rules as (
    select distinct
        timezone,
        cut_off
    from {{ ref('int_fulfillment__rules_of_shops') }}
),

bounds as (
    select
        min(day_on) as first_on,
        max(day_on) as last_on
    from {{ ref('int_calendar__days') }}
),

days as (
    select {{ days_from_to('first_on', add_days('last_on', 366)) }} as day_on
    from bounds
),

local_times as (
    select
        rules.timezone,
        rules.cut_off,
        days.day_on,
        {{ add_seconds('cast(days.day_on as timestamp)', seconds_of_clock('rules.cut_off')) }}
            as cut_off_local
    from rules
    cross join days
)

select
    timezone,
    cut_off,
    day_on,
    cut_off_local,
    {{ to_utc('cut_off_local', 'timezone') }} as cut_off_at
from local_times
