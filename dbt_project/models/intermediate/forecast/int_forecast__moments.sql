-- When a forecast is said: now, and at the same hour of the same weekday in each of the 24 weeks before. Of a
-- past moment only what had happened before it is looked at, so one query says them all. Twelve are published
-- as a test; the older ones are what those learn from.
with shops as (
    select
        shop_id,
        market,
        timezone
    from {{ ref('stg_configuration__shops') }}
),

run as (
    select
        as_of,
        newest_complete_week
    from {{ ref('stg_run__context') }}
),

weeks as (
    select distinct
        timezone,
        week,
        week_start_on
    from {{ ref('int_calendar__week_days') }}
),

newest as (
    select max(weeks.week_start_on) as week_start_on
    from weeks
    inner join run on weeks.week = run.newest_complete_week
),

now_local as (
    select
        shops.*,
        run.as_of,
        {{ to_local('run.as_of', 'shops.timezone') }} as now_local_at,
        {{ week_start_on(to_local_date('run.as_of', 'shops.timezone')) }} as now_week_on
    from shops
    cross join run
),

past as (
    select
        now_local.shop_id,
        now_local.market,
        now_local.timezone,
        weeks.week,
        weeks.week_start_on,
        {{ weeks_between('weeks.week_start_on', 'now_local.now_week_on') }} as weeks_ago,
        {{ add_seconds(
            'cast(weeks.week_start_on as timestamp)',
            seconds_between('cast(now_local.now_week_on as timestamp)', 'now_local.now_local_at')
        ) }} as local_at
    from now_local
    inner join weeks on now_local.timezone = weeks.timezone
    where
        weeks.week_start_on < now_local.now_week_on
        and weeks.week_start_on >= {{ add_days('now_local.now_week_on', '-14 * ' ~ weeks_learnt_from()) }}
)

select
    past.shop_id,
    past.market,
    past.timezone,
    {{ to_utc('past.local_at', 'past.timezone') }} as moment_at,
    cast(past.local_at as date) as moment_on,
    past.week as moment_week,
    past.week_start_on as moment_week_on,
    past.weeks_ago,
    false as is_now,
    past.weeks_ago <= {{ weeks_learnt_from() }}
    and coalesce(past.week_start_on <= newest.week_start_on, false) as is_test
from past
cross join newest
union all
select
    shop_id,
    market,
    timezone,
    as_of as moment_at,
    cast(now_local_at as date) as moment_on,
    {{ iso_week_key('now_week_on') }} as moment_week,
    now_week_on as moment_week_on,
    0 as weeks_ago,
    true as is_now,
    false as is_test
from now_local
