-- Orders that nobody has placed yet and that will be due in a week: as many as came after the same hour of
-- the weeks before and were due as soon, with the share of them that missed.
with moments as (
    select *
    from {{ ref('int_forecast__moments') }}
),

steps as (
    select
        *,
        {{ week_start_on('due_on') }} as due_week_on
    from {{ ref('int_forecast__steps') }}
),

leads as (
    select 0 as weeks_ahead
    union all
    select 1 as weeks_ahead
    union all
    select 2 as weeks_ahead
),

kinds as (
    select distinct
        shop_id,
        step
    from steps
),

came as (
    select
        moments.shop_id,
        moments.weeks_ago,
        steps.step,
        {{ weeks_between('moments.moment_week_on', 'steps.due_week_on') }} as weeks_ahead,
        count(*) as due_count,
        count(case
            when steps.event_at is null or steps.event_at >= {{ add_seconds('steps.due_at', 1) }} then 1
        end) as missed_count
    from steps
    inner join moments
        on
            steps.shop_id = moments.shop_id
            and steps.paid_at >= moments.moment_at
            and steps.due_week_on >= moments.moment_week_on
            and steps.due_week_on <= {{ add_days('moments.moment_week_on', 14) }}
    where steps.cancelled_at is null or steps.cancelled_at >= {{ add_seconds('steps.due_at', 1) }}
    group by
        moments.shop_id, moments.weeks_ago, steps.step,
        {{ weeks_between('moments.moment_week_on', 'steps.due_week_on') }}
),

-- A week that is over by the moment: one week back for what is due in its own week, two for the next one.
-- None came is a count as well.
weeks as (
    select
        moments.shop_id,
        moments.weeks_ago,
        kinds.step,
        leads.weeks_ahead,
        earlier.weeks_ago - moments.weeks_ago - leads.weeks_ahead as place,
        coalesce(came.due_count, 0) as due_count,
        coalesce(came.missed_count, 0) as missed_count,
        {{ recency_weight('earlier.weeks_ago - moments.weeks_ago - leads.weeks_ahead') }} as weight
    from moments
    inner join kinds on moments.shop_id = kinds.shop_id
    cross join leads
    inner join moments as earlier
        on
            moments.shop_id = earlier.shop_id
            and earlier.weeks_ago > moments.weeks_ago + leads.weeks_ahead
            and earlier.weeks_ago <= moments.weeks_ago + leads.weeks_ahead + {{ weeks_learnt_from() }}
    left join came
        on
            earlier.shop_id = came.shop_id
            and earlier.weeks_ago = came.weeks_ago
            and kinds.step = came.step
            and leads.weeks_ahead = came.weeks_ahead
),

summed as (
    select
        weeks_ago,
        shop_id,
        step,
        weeks_ahead,
        count(case when place <= 4 then 1 end) as week_count,
        sum(case when place <= 4 then due_count else 0 end) as recent_count,
        sum(cast(weight * due_count as decimal(18, 6))) as weighed_count,
        sum(cast(weight * missed_count as decimal(18, 6))) as weighed_missed,
        sum(due_count) as due_count,
        sum(missed_count) as missed_count
    from weeks
    group by weeks_ago, shop_id, step, weeks_ahead
),

-- What a young shop leans on: all shops over all weeks, which one shop's bad spell moves least.
of_all as (
    select
        weeks_ago,
        step,
        weeks_ahead,
        cast(sum(missed_count) as double) / nullif(sum(due_count), 0) as missed_share
    from summed
    group by weeks_ago, step, weeks_ahead
)

select
    summed.weeks_ago,
    summed.shop_id,
    summed.step,
    summed.weeks_ahead,
    cast(summed.week_count as integer) as week_count,
    cast(round(cast(summed.recent_count as double) / summed.week_count, 6) as decimal(18, 6))
        as to_come_count,
    cast(round(
        {{ leaning('summed.weighed_missed', 'summed.weighed_count', 'of_all.missed_share') }}, 6
    ) as decimal(9, 6)) as miss_chance
from summed
inner join of_all
    on
        summed.weeks_ago = of_all.weeks_ago
        and summed.step = of_all.step
        and summed.weeks_ahead = of_all.weeks_ahead
where of_all.missed_share is not null
