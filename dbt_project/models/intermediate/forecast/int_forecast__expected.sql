-- What each moment knew of each step due from its week on: decided, or open with the chance to miss.
with situations as (
    select *
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
    situations.leg,
    situations.situation,
    {{ full_hours('situations.moment_worked_seconds - situations.left_worked_seconds') }} as waited_hours,
    {{ full_hours('situations.due_worked_seconds - situations.moment_worked_seconds') }} as hours_left,
    chances.level,
    chances.waiting_count,
    -- What is done or overdue is decided; what is open has its chance, or none where nobody's pace is known.
    cast(case situations.situation
        when 'done' then case when situations.state = 'late' then 1 else 0 end
        when 'overdue' then 1
        when 'open' then chances.miss_chance
    end as decimal(9, 6)) as miss_chance,
    case
        when situations.state in ('late', 'overdue') then 'missed'
        when situations.state = 'on_time' then 'kept'
        when situations.state = 'cancelled' then 'cancelled'
        when situations.state = 'open' then 'open'
    end as outcome
from situations
left join chances
    on
        situations.situation = 'open'
        and situations.moment_at = chances.moment_at
        and situations.shop_id = chances.shop_id
        and situations.warehouse = chances.warehouse
        and situations.known_carrier = chances.carrier
        and situations.leg = chances.leg
        and {{ full_hours('situations.moment_worked_seconds - situations.left_worked_seconds') }}
        = chances.now_hours
        and {{ full_hours('situations.due_worked_seconds - situations.left_worked_seconds') }}
        = chances.due_hours
