-- How many will be due in each week and how many of them miss, as each moment would have said it: what is
-- decided, what is open with its chance, and what is still to come.
with moments as (
    select *
    from {{ ref('int_forecast__moments') }}
),

expected as (
    select
        expected.weeks_ago,
        expected.shop_id,
        expected.step,
        expected.outcome,
        expected.miss_chance,
        {{ weeks_between('moments.moment_week_on', week_start_on('expected.due_on')) }} as weeks_ahead,
        expected.situation = 'open' as is_open,
        expected.situation = 'open' and expected.miss_chance is not null as has_chance,
        expected.situation = 'open' and expected.miss_chance is not null
        and expected.outcome in ('missed', 'kept') as is_scored,
        cast(case when expected.outcome = 'missed' then 1 else 0 end as decimal(9, 6)) as came
    from {{ ref('int_forecast__expected') }} as expected
    inner join moments
        on
            expected.shop_id = moments.shop_id
            and expected.weeks_ago = moments.weeks_ago
),

known as (
    select
        weeks_ago,
        shop_id,
        step,
        weeks_ahead,
        count(case when not is_open then 1 end) as decided_count,
        sum(case when not is_open then miss_chance else 0 end) as decided_missed_count,
        count(case when has_chance then 1 end) as open_count,
        count(case when is_open and not has_chance then 1 end) as unknown_count,
        sum(case when has_chance then miss_chance else 0 end) as expected_missed,
        count(case when outcome in ('missed', 'kept') then 1 end) as judged_count,
        count(case when outcome = 'missed' then 1 end) as missed_count,
        count(case when outcome = 'cancelled' then 1 end) as cancelled_later_count,
        count(case when is_scored then 1 end) as scored_count,
        count(case when is_scored and outcome = 'missed' then 1 end) as scored_missed_count,
        sum(case
            when is_scored then cast((miss_chance - came) * (miss_chance - came) as decimal(18, 12))
        end) as squared_error
    from expected
    group by weeks_ago, shop_id, step, weeks_ahead
),

to_come as (
    select *
    from {{ ref('int_forecast__to_come') }}
),

targets as (
    select
        weeks_ago,
        shop_id,
        step,
        weeks_ahead
    from known
    union distinct
    select
        weeks_ago,
        shop_id,
        step,
        weeks_ahead
    from to_come
)

select
    moments.moment_at,
    moments.moment_week,
    moments.weeks_ago,
    moments.is_now,
    moments.is_test,
    targets.shop_id,
    targets.step,
    targets.weeks_ahead,
    {{ iso_week_key(add_days('moments.moment_week_on', '7 * targets.weeks_ahead')) }} as target_week,
    cast(coalesce(known.decided_count, 0) as integer) as decided_count,
    cast(coalesce(known.decided_missed_count, 0) as integer) as decided_missed_count,
    cast(coalesce(known.open_count, 0) as integer) as open_count,
    cast(coalesce(known.unknown_count, 0) as integer) as unknown_count,
    cast(coalesce(known.decided_count + known.open_count, 0) as integer) as known_count,
    cast(coalesce(to_come.week_count, 0) as integer) as to_come_week_count,
    cast(coalesce(to_come.to_come_count, 0) as decimal(18, 6)) as to_come_count,
    cast(coalesce(known.expected_missed, 0) as decimal(18, 6)) as expected_missed,
    cast(round(cast(coalesce(to_come.to_come_count * to_come.miss_chance, 0) as double), 6) as decimal(18, 6))
        as to_come_missed,
    cast(coalesce(known.judged_count, 0) as integer) as judged_count,
    cast(coalesce(known.missed_count, 0) as integer) as missed_count,
    cast(coalesce(known.cancelled_later_count, 0) as integer) as cancelled_later_count,
    cast(coalesce(known.scored_count, 0) as integer) as scored_count,
    cast(coalesce(known.scored_missed_count, 0) as integer) as scored_missed_count,
    cast(known.squared_error as decimal(18, 9)) as squared_error
from targets
inner join moments
    on
        targets.shop_id = moments.shop_id
        and targets.weeks_ago = moments.weeks_ago
left join known
    on
        targets.weeks_ago = known.weeks_ago
        and targets.shop_id = known.shop_id
        and targets.step = known.step
        and targets.weeks_ahead = known.weeks_ahead
left join to_come
    on
        targets.weeks_ago = to_come.weeks_ago
        and targets.shop_id = to_come.shop_id
        and targets.step = to_come.step
        and targets.weeks_ahead = to_come.weeks_ahead
