-- The chance that a leg which has lasted so long will not end in time, S(due) ÷ S(now), by the nearest curve
-- that knows enough. One row for all steps that stand alike.
with situations as (
    select distinct
        moment_at,
        shop_id,
        warehouse,
        known_carrier as carrier,
        leg,
        {{ full_hours('moment_worked_seconds - left_worked_seconds') }} as now_hours,
        {{ full_hours('due_worked_seconds - left_worked_seconds') }} as due_hours
    from {{ ref('int_forecast__situations') }}
    where situation = 'open'
),

curves as (
    select *
    from {{ ref('int_forecast__curves') }}
),

levels as (
    {{ forecast_levels() }}
),

asked as (
    select
        situations.*,
        levels.level,
        levels.level_place,
        {{ of_level('situations.shop_id', ['lane', 'carrier', 'shop']) }} as of_shop_id,
        {{ of_level('situations.warehouse', ['lane']) }} as of_warehouse,
        {{ of_level('situations.carrier', ['lane', 'carrier']) }} as of_carrier
    from situations
    cross join levels
),

answered as (
    select
        asked.*,
        -- Who was seen to wait longer than this.
        coalesce(now_curves.at_risk_count - now_curves.ended_count - now_curves.censored_count, 0)
            as waiting_count,
        coalesce(now_curves.survival, 1) as now_survival,
        coalesce(due_curves.survival, 1) as due_survival
    from asked
    left join curves as now_curves
        on
            asked.moment_at = now_curves.moment_at
            and asked.level = now_curves.level
            and asked.of_shop_id = now_curves.shop_id
            and asked.of_warehouse = now_curves.warehouse
            and asked.of_carrier = now_curves.carrier
            and asked.leg = now_curves.leg
            and asked.now_hours >= now_curves.hours
            and (now_curves.until_hours is null or asked.now_hours < now_curves.until_hours)
    left join curves as due_curves
        on
            asked.moment_at = due_curves.moment_at
            and asked.level = due_curves.level
            and asked.of_shop_id = due_curves.shop_id
            and asked.of_warehouse = due_curves.warehouse
            and asked.of_carrier = due_curves.carrier
            and asked.leg = due_curves.leg
            and asked.due_hours >= due_curves.hours
            and (due_curves.until_hours is null or asked.due_hours < due_curves.until_hours)
)

select
    moment_at,
    shop_id,
    warehouse,
    carrier,
    leg,
    now_hours,
    due_hours,
    level,
    waiting_count,
    {{ share_of('due_survival', 'cast(now_survival as double)') }} as miss_chance
from answered
where now_survival > 0 and waiting_count >= {{ fewest_at_risk() }}
qualify row_number() over (
    partition by moment_at, shop_id, warehouse, carrier, leg, now_hours, due_hours
    order by level_place
) = 1
