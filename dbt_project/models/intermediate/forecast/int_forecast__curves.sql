-- The survival of each leg at each moment, for the lane and for what stands in for it where it is thin.
with observations as (
    select
        weeks_ago,
        shop_id,
        leg,
        warehouse,
        carrier,
        hours,
        ended_count,
        censored_count
    from {{ ref('int_forecast__observations') }}
    union all
    -- At hour 0 everybody waits: without it a curve would begin with its first end.
    select distinct
        weeks_ago,
        shop_id,
        leg,
        warehouse,
        carrier,
        0 as hours,
        0 as ended_count,
        0 as censored_count
    from {{ ref('int_forecast__observations') }}
),

levels as (
    {{ forecast_levels() }}
),

spread as (
    select
        observations.weeks_ago,
        levels.level,
        {{ of_level('observations.shop_id', ['lane', 'carrier', 'shop']) }} as shop_id,
        {{ of_level('observations.warehouse', ['lane']) }} as warehouse,
        {{ of_level('observations.carrier', ['lane', 'carrier']) }} as carrier,
        observations.leg,
        observations.hours,
        cast(sum(observations.ended_count) as integer) as ended_count,
        cast(sum(observations.censored_count) as integer) as censored_count
    from observations
    cross join levels
    group by {{ range(1, 8) | join(', ') }}
),

curves as (
    {{ kaplan_meier('spread', ['weeks_ago', 'level', 'shop_id', 'warehouse', 'carrier', 'leg']) }}
)

select
    *,
    -- Until the next hour in which something happened the curve stays where it is; for ever after the last
    -- one.
    coalesce(lead(hours) over (
        partition by weeks_ago, level, shop_id, warehouse, carrier, leg order by hours
    ), 1000000) as until_hours
from curves
