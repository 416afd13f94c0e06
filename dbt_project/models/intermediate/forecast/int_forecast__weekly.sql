-- The share to expect of each week, as each moment would have said it. What is open adds its chances; how far
-- the sum may lie off is the variance of that many coins of unequal weight.
with expected as (
    select
        *,
        situation = 'open' as is_open,
        situation = 'open' and miss_chance is not null as has_chance,
        situation = 'open' and miss_chance is not null and outcome in ('missed', 'kept') as is_scored,
        cast(case when outcome = 'missed' then 1 else 0 end as decimal(9, 6)) as came
    from {{ ref('int_forecast__expected') }}
),

summed as (
    select
        moment_at,
        moment_week,
        is_now,
        shop_id,
        step,
        due_week as target_week,
        count(case when not is_open then 1 end) as decided_count,
        sum(case when not is_open then miss_chance else 0 end) as decided_missed_count,
        count(case when has_chance then 1 end) as open_count,
        count(case when is_open and not has_chance then 1 end) as unknown_count,
        sum(case when has_chance then miss_chance else 0 end) as expected_missed,
        sum(
            case when has_chance then cast(miss_chance * (1 - miss_chance) as decimal(18, 12)) else 0 end
        ) as variance,
        count(case when outcome in ('missed', 'kept') then 1 end) as judged_count,
        count(case when outcome = 'missed' then 1 end) as missed_count,
        count(case when outcome = 'cancelled' then 1 end) as cancelled_later_count,
        count(case when is_scored then 1 end) as scored_count,
        count(case when is_scored and outcome = 'missed' then 1 end) as scored_missed_count,
        sum(case
            when is_scored then cast((miss_chance - came) * (miss_chance - came) as decimal(18, 12))
        end) as squared_error
    from expected
    group by moment_at, moment_week, is_now, shop_id, step, due_week
),

spread as (
    select
        *,
        decided_missed_count + expected_missed as missed_to_expect,
        {{ interval_width() }} * sqrt(cast(variance as double)) as reach
    from summed
)

select
    moment_at,
    moment_week,
    is_now,
    shop_id,
    step,
    target_week,
    cast(decided_count as integer) as decided_count,
    cast(decided_missed_count as integer) as decided_missed_count,
    cast(open_count as integer) as open_count,
    cast(unknown_count as integer) as unknown_count,
    cast(decided_count + open_count as integer) as known_count,
    cast(expected_missed as decimal(18, 6)) as expected_missed,
    cast(missed_to_expect as decimal(18, 6)) as missed_to_expect,
    -- No fewer than are missed already, no more than all that are open beside them.
    cast(
        greatest(cast(missed_to_expect as double) - reach, cast(decided_missed_count as double))
        as decimal(18, 6)
    ) as missed_low,
    cast(
        least(cast(missed_to_expect as double) + reach, cast(decided_missed_count + open_count as double))
        as decimal(18, 6)
    ) as missed_high,
    cast(judged_count as integer) as judged_count,
    cast(missed_count as integer) as missed_count,
    cast(cancelled_later_count as integer) as cancelled_later_count,
    cast(scored_count as integer) as scored_count,
    cast(scored_missed_count as integer) as scored_missed_count,
    cast(squared_error as decimal(18, 9)) as squared_error
from spread
