-- Where each milestone of a step, its deadline and each moment stand on the clock that stops on days off.
with steps as (
    select *
    from {{ ref('int_forecast__steps') }}
),

worked_days as (
    select *
    from {{ ref('int_forecast__worked_days') }}
),

milestones as (
    select 'paid' as milestone
    union all
    select 'ready' as milestone
    union all
    select 'scan' as milestone
    union all
    select 'event' as milestone
    union all
    select 'stopped' as milestone
    union all
    select 'due' as milestone
),

times as (
    select
        steps.shop_id,
        steps.order_id,
        steps.step,
        steps.market,
        steps.timezone,
        milestones.milestone,
        case milestones.milestone
            when 'paid' then steps.paid_at
            when 'ready' then steps.ready_at
            when 'scan' then steps.scan_at
            when 'event' then steps.event_at
            when 'stopped' then steps.stopped_at
            when 'due' then steps.due_at
        end as reached_at
    from steps
    cross join milestones
),

placed as (
    select
        shop_id,
        order_id,
        step,
        market,
        milestone,
        {{ to_local('reached_at', 'timezone') }} as at_local,
        {{ to_local_date('reached_at', 'timezone') }} as day_on
    from times
    where reached_at is not null
),

worked as (
    select
        placed.shop_id,
        placed.order_id,
        placed.step,
        placed.milestone,
        {{ worked_seconds('placed.at_local', 'worked_days') }} as worked_seconds
    from placed
    inner join worked_days
        on
            placed.market = worked_days.market
            and placed.day_on = worked_days.day_on
)

select
    shop_id,
    order_id,
    step,
    max(case when milestone = 'paid' then worked_seconds end) as paid_worked_seconds,
    max(case when milestone = 'ready' then worked_seconds end) as ready_worked_seconds,
    max(case when milestone = 'scan' then worked_seconds end) as scan_worked_seconds,
    max(case when milestone = 'event' then worked_seconds end) as event_worked_seconds,
    max(case when milestone = 'stopped' then worked_seconds end) as stopped_worked_seconds,
    max(case when milestone = 'due' then worked_seconds end) as due_worked_seconds
from worked
group by shop_id, order_id, step
