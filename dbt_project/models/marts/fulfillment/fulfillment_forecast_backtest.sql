with weekly as (
    select *
    from {{ ref('int_forecast__weekly') }}
    where not is_now and target_week = moment_week and known_count > 0
),

-- What came of the whole week, orders that were paid after the forecast included.
came as (
    select
        shop_id,
        step,
        due_week,
        cast(count(*) as integer) as due_count,
        cast(count(case when state in ('late', 'overdue') then 1 end) as integer) as missed_count
    from {{ ref('int_fulfillment__steps') }}
    where state in ('on_time', 'late', 'overdue')
    group by shop_id, step, due_week
),

rated as (
    select
        weekly.*,
        came.due_count,
        came.missed_count as week_missed_count,
        weekly.step = 'dispatch' as is_missed_told,
        {{ share_of('weekly.missed_to_expect', 'weekly.known_count') }} as missed_rate,
        {{ share_of('weekly.missed_low', 'weekly.known_count') }} as missed_low_rate,
        {{ share_of('weekly.missed_high', 'weekly.known_count') }} as missed_high_rate,
        {{ share_of('weekly.missed_count', 'weekly.judged_count') }} as came_missed_rate,
        {{ share_of('came.missed_count', 'came.due_count') }} as week_missed_rate
    from weekly
    left join came
        on
            weekly.shop_id = came.shop_id
            and weekly.step = came.step
            and weekly.target_week = came.due_week
)

select
    shop_id,
    case when is_missed_told then 'late_dispatch_rate' else 'on_time_delivery_rate' end as metric,
    target_week,
    moment_at as said_at,
    known_count,
    open_count,
    unknown_count,
    cancelled_later_count,
    coalesce(due_count, 0) as due_count,
    expected_missed as open_expected_missed,
    scored_missed_count as open_missed_count,
    {{ as_told('missed_rate', 'missed_rate') }} as expected_rate,
    {{ as_told('missed_low_rate', 'missed_high_rate') }} as low_rate,
    {{ as_told('missed_high_rate', 'missed_low_rate') }} as high_rate,
    {{ as_told('came_missed_rate', 'came_missed_rate') }} as came_rate,
    {{ as_told('week_missed_rate', 'week_missed_rate') }} as week_rate,
    -- Positive: more was feared, or hoped for, than came.
    cast(
        case when is_missed_told then missed_rate - came_missed_rate else came_missed_rate - missed_rate end
        as decimal(9, 6)
    ) as error,
    came_missed_rate between missed_low_rate and missed_high_rate as is_within,
    scored_count,
    {{ share_of('squared_error', 'scored_count') }} as brier_score,
    -- What a forecast would have scored that gave every open step the share that then came.
    cast(round(
        cast(scored_missed_count as double) / nullif(scored_count, 0)
        * (1 - cast(scored_missed_count as double) / nullif(scored_count, 0)), 6
    ) as decimal(9, 6)) as brier_score_of_the_share
from rated
