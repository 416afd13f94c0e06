-- What each moment knew of each step due from its week on: decided, or open with the chance that the pace of
-- its lane gives it.
with situations as (
    select
        *,
        {{ full_hours('moment_worked_seconds - left_worked_seconds') }} as waited_hours,
        {{ full_hours('due_worked_seconds - left_worked_seconds') }} as due_hours,
        -- What is decided asks nobody's pace.
        case when situation = 'open' then leg end as open_leg
    from {{ ref('int_forecast__situations') }}
    where due_week >= moment_week and situation <> 'called_off'
),

chances as (
    select *
    from {{ ref('int_forecast__chances') }}
)

select
    situations.moment_at,
    situations.moment_week,
    situations.weeks_ago,
    situations.is_now,
    situations.shop_id,
    situations.order_id,
    situations.step,
    situations.event,
    situations.due_at,
    situations.due_on,
    situations.due_week,
    situations.market,
    situations.timezone,
    situations.warehouse,
    situations.carrier,
    situations.left_from,
    situations.leg,
    situations.situation,
    situations.waited_hours,
    {{ full_hours('situations.due_worked_seconds - situations.moment_worked_seconds') }} as hours_left,
    chances.level,
    chances.waiting_count,
    case
        when situations.situation = 'open'
            then cast(least(greatest(chances.pace_chance, 0.002), 0.998) as decimal(9, 6))
    end as pace_chance,
    -- What became of it, as it could be told from the second after its deadline on.
    case
        when situations.event_at < {{ add_seconds('situations.due_at', 1) }} then 'kept'
        when situations.cancelled_at < {{ add_seconds('situations.due_at', 1) }} then 'cancelled'
        when situations.state = 'open' then 'open'
        else 'missed'
    end as outcome
from situations
left join chances
    on
        situations.weeks_ago = chances.weeks_ago
        and situations.shop_id = chances.shop_id
        and situations.warehouse = chances.warehouse
        and situations.known_carrier = chances.carrier
        and situations.open_leg = chances.leg
        and situations.waited_hours = chances.now_hours
        and situations.due_hours = chances.due_hours
