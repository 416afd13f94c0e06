-- A week is bad where a quarter of a carrier's dispatches and at least ten were late; bad weeks in a row are
-- a spell.
with weeks as (
    select
        week,
        previous_week
    from {{ ref('int_calendar__weeks') }}
),

dispatches as (
    select
        shop_id,
        carrier,
        week,
        sum(due_count) as due_count,
        sum(late_count + overdue_count) as late_count
    from {{ ref('fulfillment_sla_weekly') }}
    where carrier <> 'unknown'
    group by shop_id, carrier, week
),

bad as (
    select
        dispatches.shop_id,
        dispatches.carrier,
        dispatches.week,
        dispatches.due_count,
        dispatches.late_count,
        weeks.previous_week,
        case
            when
                lag(dispatches.week) over (
                    partition by dispatches.shop_id, dispatches.carrier order by dispatches.week
                ) = weeks.previous_week
                then 0
            else 1
        end as is_first
    from dispatches
    inner join weeks on dispatches.week = weeks.week
    where dispatches.late_count >= 10 and dispatches.late_count * 4 >= dispatches.due_count
),

numbered as (
    select
        *,
        sum(is_first) over (
            partition by shop_id, carrier
            order by week rows between unbounded preceding and current row
        ) as spell
    from bad
),

spells as (
    select
        shop_id,
        carrier,
        min(week) as first_week,
        max(week) as last_week,
        -- What is due in a week was in part ordered the week before, and costs count by the order.
        min(previous_week) as first_order_week,
        cast(count(*) as integer) as week_count,
        cast(sum(due_count) as integer) as due_count,
        cast(sum(late_count) as integer) as late_count
    from numbered
    group by shop_id, carrier, spell
),

costs as (
    select
        shop_id,
        carrier,
        week,
        money_paid_for_sure,
        money_paid_at_most
    from {{ ref('lateness_cost_weekly') }}
)

select
    spells.shop_id,
    spells.carrier,
    spells.first_week,
    spells.last_week,
    spells.week_count,
    spells.due_count,
    spells.late_count,
    {{ rate('spells.late_count', 'spells.due_count') }} as late_dispatch_rate,
    {{ money('coalesce(sum(costs.money_paid_for_sure), 0)') }} as money_paid_for_sure,
    {{ money('coalesce(sum(costs.money_paid_at_most), 0)') }} as money_paid_at_most
from spells
left join costs
    on
        spells.shop_id = costs.shop_id
        and spells.carrier = costs.carrier
        and costs.week between spells.first_order_week and spells.last_week
group by
    spells.shop_id, spells.carrier, spells.first_week, spells.last_week, spells.week_count, spells.due_count,
    spells.late_count
