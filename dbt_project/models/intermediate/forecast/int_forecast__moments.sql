-- When a forecast is said: now, and at the beginning of each of the last twelve complete weeks. Of a past
-- moment only what had happened before it is looked at, so one query says them all.
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
        week_start_on,
        starts_at
    from {{ ref('int_calendar__week_days') }}
),

newest as (
    select max(weeks.week_start_on) as week_start_on
    from weeks
    inner join run on weeks.week = run.newest_complete_week
)

select
    shops.shop_id,
    shops.market,
    shops.timezone,
    weeks.starts_at as moment_at,
    weeks.week_start_on as moment_on,
    weeks.week as moment_week,
    false as is_now
from shops
inner join weeks on shops.timezone = weeks.timezone
cross join newest
where weeks.week_start_on between {{ add_days('newest.week_start_on', -77) }} and newest.week_start_on
union all
select
    shops.shop_id,
    shops.market,
    shops.timezone,
    run.as_of as moment_at,
    {{ to_local_date('run.as_of', 'shops.timezone') }} as moment_on,
    {{ iso_week_key(to_local_date('run.as_of', 'shops.timezone')) }} as moment_week,
    true as is_now
from shops
cross join run
