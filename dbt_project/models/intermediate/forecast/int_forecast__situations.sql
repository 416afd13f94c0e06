-- Every step as it stood at each moment: done, called off, lost, overdue, or open, and then for how long and
-- in which leg.
with moments as (
    select
        moments.*,
        {{ worked_seconds(to_local('moments.moment_at', 'moments.timezone'), 'worked_days') }}
            as moment_worked_seconds
    from {{ ref('int_forecast__moments') }} as moments
    inner join {{ ref('int_forecast__worked_days') }} as worked_days
        on
            moments.market = worked_days.market
            and moments.moment_on = worked_days.day_on
),

steps as (
    select
        steps.*,
        times.paid_worked_seconds,
        times.ready_worked_seconds,
        times.scan_worked_seconds,
        times.event_worked_seconds,
        times.stopped_worked_seconds,
        times.due_worked_seconds
    from {{ ref('int_forecast__steps') }} as steps
    inner join {{ ref('int_forecast__times') }} as times
        on
            steps.shop_id = times.shop_id
            and steps.order_id = times.order_id
            and steps.step = times.step
),

-- Four weeks of payments, the time a carrier's bad fortnight is felt, and whatever is still due after them.
seen as (
    select
        moments.moment_at,
        moments.moment_on,
        moments.moment_week,
        moments.weeks_ago,
        moments.is_now,
        moments.moment_worked_seconds,
        steps.*,
        steps.paid_at >= {{ add_seconds('moments.moment_at', -28 * 86400) }} as is_in_window,
        case
            when steps.event_at < moments.moment_at then 'done'
            when steps.cancelled_at < moments.moment_at then 'called_off'
            when steps.stopped_at < moments.moment_at then 'lost'
            when moments.moment_at >= {{ add_seconds('steps.due_at', 1) }} then 'overdue'
            when moments.moment_at < {{ add_seconds('steps.due_at', 1) }} then 'open'
        end as situation,
        case
            when steps.scan_at < moments.moment_at then 'scan'
            when steps.ready_at < moments.moment_at and steps.step = 'dispatch' then 'ready'
            else 'paid'
        end as left_from
    from steps
    inner join moments
        on
            steps.shop_id = moments.shop_id
            and steps.paid_at < moments.moment_at
            and (
                steps.paid_at >= {{ add_seconds('moments.moment_at', -28 * 86400) }}
                or steps.due_week >= moments.moment_week
            )
),

placed as (
    select
        *,
        concat(left_from, '_to_', event) as leg,
        case when left_from = 'paid' then 'all' else carrier end as known_carrier,
        case left_from
            when 'scan' then scan_worked_seconds
            when 'ready' then ready_worked_seconds
            else paid_worked_seconds
        end as left_worked_seconds
    from seen
)

select
    moment_at,
    moment_on,
    moment_week,
    weeks_ago,
    is_now,
    shop_id,
    order_id,
    step,
    event,
    market,
    timezone,
    warehouse,
    carrier,
    known_carrier,
    due_at,
    due_on,
    due_week,
    state,
    ready_at,
    scan_at,
    event_at,
    cancelled_at,
    is_in_window,
    situation,
    left_from,
    leg,
    moment_worked_seconds,
    paid_worked_seconds,
    ready_worked_seconds,
    scan_worked_seconds,
    event_worked_seconds,
    stopped_worked_seconds,
    due_worked_seconds,
    left_worked_seconds
from placed
