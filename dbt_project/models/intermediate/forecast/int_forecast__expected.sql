-- What each moment expected of each step due from its week on. What is done, lost or overdue is decided;
-- what is open has its chance, or none where nobody's pace is known.
with paces as (
    select *
    from {{ ref('int_forecast__paces') }}
),

corrections as (
    select *
    from {{ ref('int_forecast__corrections') }}
)

select
    paces.moment_at,
    paces.moment_week,
    paces.weeks_ago,
    paces.is_now,
    paces.shop_id,
    paces.order_id,
    paces.step,
    paces.event,
    paces.due_at,
    paces.due_on,
    paces.due_week,
    paces.market,
    paces.timezone,
    paces.warehouse,
    paces.carrier,
    paces.leg,
    paces.situation,
    paces.waited_hours,
    paces.hours_left,
    paces.level,
    paces.waiting_count,
    cast(case
        when paces.situation = 'done' then case when paces.outcome = 'missed' then 1 else 0 end
        when paces.situation in ('overdue', 'lost') then 1
        when paces.pace_chance is not null
            then {{ moved_odds('paces.pace_chance', 'coalesce(corrections.odds_shift, 0)') }}
    end as decimal(9, 6)) as miss_chance,
    paces.outcome
from paces
left join corrections
    on
        paces.weeks_ago = corrections.weeks_ago
        and paces.shop_id = corrections.shop_id
        and paces.step = corrections.step
        and paces.left_from = corrections.left_from
