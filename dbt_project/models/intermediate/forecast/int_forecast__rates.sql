-- The rate to expect of all that will be due in a week, and an interval as wide as four of five of the weeks
-- before would have needed: it holds the chance of the single orders and what differs between weeks.
with weekly as (
    select
        *,
        decided_missed_count + expected_missed + to_come_missed as missed_to_expect,
        known_count + to_come_count as all_count,
        open_count + to_come_count as undecided_count,
        cast(expected_missed + to_come_missed as double) / nullif(open_count + to_come_count, 0)
            as undecided_share
    from {{ ref('int_forecast__weekly') }}
    where known_count + to_come_count > 0
),

-- What came of the whole week, as it could be told when it was over.
came as (
    select
        shop_id,
        step,
        due_week,
        count(*) as due_count,
        count(case when event_at is null or event_at >= {{ add_seconds('due_at', 1) }} then 1 end)
            as missed_count
    from {{ ref('int_forecast__steps') }}
    where cancelled_at is null or cancelled_at >= {{ add_seconds('due_at', 1) }}
    group by shop_id, step, due_week
),

moments as (
    select
        shop_id,
        moment_week,
        weeks_ago
    from {{ ref('int_forecast__moments') }}
),

said as (
    select
        weekly.*,
        {{ share_of('weekly.missed_to_expect', 'weekly.all_count') }} as missed_rate,
        {{ share_of('came.missed_count', 'came.due_count') }} as week_missed_rate,
        -- By how much a rate moves when every undecided order has its chance moved by one standard deviation.
        cast(weekly.undecided_count as double) / weekly.all_count
        * sqrt(weekly.undecided_share * (1 - weekly.undecided_share)) as yardstick
    from weekly
    left join came
        on
            weekly.shop_id = came.shop_id
            and weekly.step = came.step
            and weekly.target_week = came.due_week
),

-- How far each forecast was off, in yardsticks, of weeks that were over by the moment.
scores as (
    select
        moments.shop_id,
        moments.weeks_ago,
        said.step,
        said.weeks_ahead,
        said.shop_id as scored_shop_id,
        said.weeks_ago as scored_weeks_ago,
        abs(cast(said.missed_rate - said.week_missed_rate as double)) / said.yardstick as score,
        said.shop_id = moments.shop_id as is_own,
        count(case when said.shop_id = moments.shop_id then 1 end) over (
            partition by moments.shop_id, moments.weeks_ago, said.step, said.weeks_ahead
        ) as own_count
    from moments
    inner join said
        on
            moments.weeks_ago + said.weeks_ahead < said.weeks_ago
            and moments.weeks_ago + said.weeks_ahead + {{ weeks_learnt_from() }} >= said.weeks_ago
    where said.week_missed_rate is not null and said.yardstick > 0
),

-- A shop too young to have scores of its own goes by those of all.
ranked as (
    select
        *,
        row_number() over (
            partition by shop_id, weeks_ago, step, weeks_ahead
            order by score asc, scored_shop_id asc, scored_weeks_ago asc
        ) as place,
        count(*) over (partition by shop_id, weeks_ago, step, weeks_ahead) as score_count
    from scores
    where is_own or own_count < {{ fewest_scores_of_its_own() }}
),

-- The share of four in five lies between two places of the order: n scores make n + 1 gaps.
reaches as (
    select
        shop_id,
        weeks_ago,
        step,
        weeks_ahead,
        min(score_count) as score_count,
        sum(score * greatest(
            1 - abs(least({{ interval_share() }} * (score_count + 1), score_count) - place), 0
        )) as reach
    from ranked
    where score_count >= {{ fewest_scores() }}
    group by shop_id, weeks_ago, step, weeks_ahead
)

select
    said.moment_at,
    said.moment_week,
    said.weeks_ago,
    said.is_now,
    said.is_test,
    said.shop_id,
    said.step,
    said.weeks_ahead,
    said.target_week,
    said.decided_count,
    said.decided_missed_count,
    said.open_count,
    said.unknown_count,
    said.known_count,
    said.to_come_week_count,
    said.to_come_count,
    said.expected_missed,
    said.to_come_missed,
    cast(said.all_count as decimal(18, 6)) as all_count,
    cast(said.missed_to_expect as decimal(18, 6)) as missed_to_expect,
    said.missed_rate,
    said.week_missed_rate,
    cast(coalesce(reaches.score_count, 0) as integer) as interval_week_count,
    -- No fewer than are missed already, no more than all that are undecided beside them.
    case when reaches.reach is not null then cast(round(greatest(
        cast(said.missed_rate as double) - reaches.reach * said.yardstick,
        cast(said.decided_missed_count as double) / said.all_count
    ), 6) as decimal(9, 6)) end as missed_low_rate,
    case when reaches.reach is not null then cast(round(least(
        cast(said.missed_rate as double) + reaches.reach * said.yardstick,
        cast(said.decided_missed_count + said.undecided_count as double) / said.all_count
    ), 6) as decimal(9, 6)) end as missed_high_rate,
    said.judged_count,
    said.missed_count,
    said.cancelled_later_count,
    said.scored_count,
    said.scored_missed_count,
    said.squared_error
from said
left join reaches
    on
        said.shop_id = reaches.shop_id
        and said.weeks_ago = reaches.weeks_ago
        and said.step = reaches.step
        and said.weeks_ahead = reaches.weeks_ahead
