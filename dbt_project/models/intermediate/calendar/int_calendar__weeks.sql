with orders as (
    select
        min(ordered_on) as first_on,
        max(ordered_on) as last_on
    from {{ ref('int_orders__orders') }}
    having count(*) > 0
),

run as (
    select newest_complete_week
    from {{ ref('stg_run__context') }}
),

-- Weeks in which nobody bought are there too: "the week before" is a week of the calendar, not the row
-- before.
days as (
    select {{ days_from_to(week_start_on('first_on'), 'last_on') }} as day_on
    from orders
),

weeks as (
    select
        {{ iso_week_key('day_on') }} as week,
        {{ iso_week_key(add_days('day_on', -7)) }} as previous_week,
        day_on as week_start_on,
        {{ add_days('day_on', 6) }} as week_end_on
    from days
    where {{ iso_weekday('day_on') }} = 1
)

select
    weeks.week,
    weeks.previous_week,
    weeks.week_start_on,
    weeks.week_end_on,
    coalesce(weeks.week <= run.newest_complete_week, false) as is_complete,
    coalesce(weeks.week = run.newest_complete_week, false) as is_newest_complete
from weeks
cross join run
