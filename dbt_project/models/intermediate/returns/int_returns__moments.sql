-- When it is said what is still to come back: now, and at the end of each of the last complete weeks. A
-- moment knows what happened until the end of its day, by the shop's clock: one query says now and then.
with shops as (
    select
        shop_id,
        timezone
    from {{ ref('stg_configuration__shops') }}
),

run as (
    select as_of
    from {{ ref('stg_run__context') }}
),

weeks as (
    select
        week,
        week_end_on
    from {{ ref('int_calendar__weeks') }}
    where is_complete
),

newest as (
    select max(week_end_on) as week_end_on
    from weeks
)

select
    shops.shop_id,
    weeks.week_end_on as moment_on,
    weeks.week as moment_week,
    false as is_now
from shops
cross join weeks
cross join newest
where weeks.week_end_on > {{ add_days('newest.week_end_on', '-7 * ' ~ moments_back()) }}
union all
select
    shops.shop_id,
    {{ to_local_date('run.as_of', 'shops.timezone') }} as moment_on,
    {{ iso_week_key(to_local_date('run.as_of', 'shops.timezone')) }} as moment_week,
    true as is_now
from shops
cross join run
