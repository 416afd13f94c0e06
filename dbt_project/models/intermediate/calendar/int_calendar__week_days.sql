-- Where a week begins in UTC, for each zone. Asking the zone of every event of every parcel is what costs; a
-- week is looked up by the day instead.
with zones as (
    select distinct timezone
    from {{ ref('stg_configuration__shops') }}
),

run as (
    select as_of
    from {{ ref('stg_run__context') }}
),

first_week as (
    select min(week_start_on) as first_on
    from {{ ref('int_calendar__weeks') }}
    having count(*) > 0
),

-- To the week the numbers are as of, which may have parcels on their way and no order yet.
days as (
    select
        zones.timezone,
        {{ days_from_to('first_week.first_on', to_local_date('run.as_of', 'zones.timezone')) }} as day_on
    from zones
    cross join first_week
    cross join run
),

weeks as (
    select
        timezone,
        day_on as week_start_on,
        cast(day_on as timestamp) as monday_at,
        cast({{ add_days('day_on', 7) }} as timestamp) as next_monday_at
    from days
    where {{ iso_weekday('day_on') }} = 1
),

bounds as (
    select
        timezone,
        week_start_on,
        {{ to_utc('monday_at', 'timezone') }} as starts_at,
        {{ to_utc('next_monday_at', 'timezone') }} as ends_at
    from weeks
)

select
    timezone,
    {{ days_from_to('cast(starts_at as date)', 'cast(ends_at as date)') }} as utc_on,
    {{ iso_week_key('week_start_on') }} as week,
    week_start_on,
    starts_at,
    ends_at
from bounds
