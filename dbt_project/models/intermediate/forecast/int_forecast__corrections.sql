-- How far the chances of the weeks before were off, for steps that had come as far at the same hour of the
-- week. Only what was due and decided before a moment corrects it.
with moments as (
    select
        shop_id,
        moment_week,
        weeks_ago
    from {{ ref('int_forecast__moments') }}
),

scored as (
    select
        shop_id,
        weeks_ago,
        step,
        left_from,
        due_week,
        count(*) as order_count,
        sum(pace_chance) as expected_count,
        sum(cast(pace_chance * (1 - pace_chance) as decimal(9, 6))) as variance,
        count(case when outcome = 'missed' then 1 end) as missed_count
    from {{ ref('int_forecast__paces') }}
    where pace_chance is not null and outcome in ('kept', 'missed')
    group by shop_id, weeks_ago, step, left_from, due_week
),

weighed as (
    select
        moments.weeks_ago,
        moments.shop_id,
        scored.step,
        scored.left_from,
        scored.order_count,
        scored.expected_count,
        scored.variance,
        scored.missed_count,
        {{ recency_weight('scored.weeks_ago - moments.weeks_ago') }} as weight
    from moments
    inner join scored
        on
            moments.shop_id = scored.shop_id
            and moments.weeks_ago < scored.weeks_ago
            and moments.weeks_ago + {{ weeks_learnt_from() }} >= scored.weeks_ago
            and moments.moment_week > scored.due_week
),

learnt as (
    select
        weeks_ago,
        shop_id,
        step,
        left_from,
        sum(order_count) as order_count,
        sum(missed_count) as missed_count,
        sum(cast(weight * order_count as decimal(18, 6))) as weighed_count,
        sum(cast(weight * missed_count as decimal(18, 6))) as weighed_missed,
        sum(cast(weight * cast(expected_count as decimal(15, 6)) as decimal(18, 6))) as weighed_expected,
        sum(cast(weight * cast(variance as decimal(15, 6)) as decimal(18, 6))) as weighed_variance
    from weighed
    group by weeks_ago, shop_id, step, left_from
),

shares as (
    select
        *,
        cast(weighed_expected as double) / weighed_count as said_share
    from learnt
)

select
    weeks_ago,
    shop_id,
    step,
    left_from,
    cast(order_count as integer) as order_count,
    cast(missed_count as integer) as missed_count,
    cast(weighed_count as decimal(18, 6)) as weighed_count,
    cast(weighed_missed as decimal(18, 6)) as weighed_missed,
    -- Log odds between what came and what was said; few orders hardly move it. Chances that differ among
    -- themselves move their mean less than equal ones would, so they are moved by that much more.
    cast(round(
        (
            {{ log_odds(leaning('weighed_missed', 'weighed_count', 'said_share')) }}
            - {{ log_odds('said_share') }}
        )
        * least(said_share * (1 - said_share) * weighed_count / weighed_variance, 3), 6
    ) as decimal(9, 6)) as odds_shift
from shares
