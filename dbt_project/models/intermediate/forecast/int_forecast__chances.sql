-- The chance that a leg which has lasted so long will not end in time, S(due) ÷ S(now). Each level is
-- believed by how many were seen to wait so long, and leans on the next wider one for the rest. One row for
-- all steps that stand alike.
with situations as (
    select distinct
        weeks_ago,
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
            asked.weeks_ago = now_curves.weeks_ago
            and asked.level = now_curves.level
            and asked.of_shop_id = now_curves.shop_id
            and asked.of_warehouse = now_curves.warehouse
            and asked.of_carrier = now_curves.carrier
            and asked.leg = now_curves.leg
            and asked.now_hours >= now_curves.hours
            and asked.now_hours < now_curves.until_hours
    left join curves as due_curves
        on
            asked.weeks_ago = due_curves.weeks_ago
            and asked.level = due_curves.level
            and asked.of_shop_id = due_curves.shop_id
            and asked.of_warehouse = due_curves.warehouse
            and asked.of_carrier = due_curves.carrier
            and asked.leg = due_curves.leg
            and asked.due_hours >= due_curves.hours
            and asked.due_hours < due_curves.until_hours
)
,

rated as (
    select
        *,
        case when now_survival > 0 then waiting_count else 0 end as known_count,
        case
            when now_survival > 0 and waiting_count > 0
                then cast(due_survival as double) / cast(now_survival as double)
            else 0
        end as own_chance
    from answered
),

ladder as (
    select
        weeks_ago,
        shop_id,
        warehouse,
        carrier,
        leg,
        now_hours,
        due_hours,
        {{ of_levels('known_count') }},
        {{ of_levels('own_chance') }}
    from rated
    group by weeks_ago, shop_id, warehouse, carrier, leg, now_hours, due_hours
),

-- Nobody is believed where fewer than this were ever seen to wait so long.
leaning as (
    select
        *,
        {{ leaning_chance(['shop', 'carrier', 'lane'], 'all_own_chance') }} as leaning_chance
    from ladder
    where all_known_count >= {{ fewest_at_risk() }}
)

select
    weeks_ago,
    shop_id,
    warehouse,
    carrier,
    leg,
    now_hours,
    due_hours,
    -- The nearest level that weighs at least as much as all that it leans on.
    case
        when lane_known_count >= {{ fewest_at_risk() }} then 'lane'
        when carrier_known_count >= {{ fewest_at_risk() }} then 'carrier'
        when shop_known_count >= {{ fewest_at_risk() }} then 'shop'
        else 'all'
    end as level,
    cast(
        case
            when lane_known_count >= {{ fewest_at_risk() }} then lane_known_count
            when carrier_known_count >= {{ fewest_at_risk() }} then carrier_known_count
            when shop_known_count >= {{ fewest_at_risk() }} then shop_known_count
            else all_known_count
        end as integer
    ) as waiting_count,
    cast(round(leaning_chance, 6) as decimal(9, 6)) as pace_chance
from leaning
