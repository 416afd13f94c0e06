with rates as (
    select *
    from {{ ref('int_forecast__rates') }}
    where is_test and weeks_ahead = 0
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

-- What one would have said of every open order who knew the share of the weeks before.
usual as (
    select
        shop_id,
        weeks_ago,
        step,
        cast(sum(weighed_missed) as double) / sum(weighed_count) as share
    from {{ ref('int_forecast__corrections') }}
    group by shop_id, weeks_ago, step
),

-- A late spell of a carrier is not foreseen, and the pace of lanes remembers it for four weeks.
weeks as (
    select
        week,
        week_start_on
    from {{ ref('int_calendar__weeks') }}
),

spells as (
    select
        spells.shop_id,
        first_weeks.week_start_on as first_on,
        last_weeks.week_start_on as last_on
    from {{ ref('late_spells') }} as spells
    inner join weeks as first_weeks on spells.first_week = first_weeks.week
    inner join weeks as last_weeks on spells.last_week = last_weeks.week
),

phases as (
    select
        rates.shop_id,
        rates.target_week,
        max(case when weeks.week_start_on <= spells.last_on then 1 else 0 end) as is_during
    from (
        select distinct
            shop_id,
            target_week
        from rates
    ) as rates
    inner join weeks on rates.target_week = weeks.week
    inner join spells
        on
            rates.shop_id = spells.shop_id
            and weeks.week_start_on >= spells.first_on
            and weeks.week_start_on <= {{ add_days('spells.last_on', 28) }}
    group by rates.shop_id, rates.target_week
),

rated as (
    select
        rates.*,
        came.due_count,
        rates.step = 'dispatch' as is_missed_told,
        case phases.is_during when 1 then 'during' when 0 then 'remembered' else 'none' end as late_spell,
        usual.share as usual_share,
        cast(rates.scored_missed_count as double) / nullif(rates.scored_count, 0) as scored_share,
        {{ share_of('rates.decided_missed_count + rates.expected_missed', 'rates.known_count') }}
            as known_missed_rate,
        {{ share_of('rates.missed_count', 'rates.judged_count') }} as came_missed_rate,
        {{ share_of('came.missed_count', 'came.due_count') }} as all_missed_rate
    from rates
    left join came
        on
            rates.shop_id = came.shop_id
            and rates.step = came.step
            and rates.target_week = came.due_week
    left join usual
        on
            rates.shop_id = usual.shop_id
            and rates.weeks_ago = usual.weeks_ago
            and rates.step = usual.step
    left join phases
        on
            rates.shop_id = phases.shop_id
            and rates.target_week = phases.target_week
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
    to_come_count,
    all_count,
    coalesce(due_count, 0) as due_count,
    expected_missed as open_expected_missed,
    scored_missed_count as open_missed_count,
    {{ as_told('missed_rate', 'missed_rate') }} as expected_rate,
    {{ as_told('missed_low_rate', 'missed_high_rate') }} as low_rate,
    {{ as_told('missed_high_rate', 'missed_low_rate') }} as high_rate,
    interval_week_count,
    {{ as_told('known_missed_rate', 'known_missed_rate') }} as known_rate,
    {{ as_told('came_missed_rate', 'came_missed_rate') }} as came_rate,
    {{ as_told('all_missed_rate', 'all_missed_rate') }} as week_rate,
    -- Positive: more was feared, or hoped for, than came.
    cast(
        case when is_missed_told then missed_rate - all_missed_rate else all_missed_rate - missed_rate end
        as decimal(9, 6)
    ) as error,
    all_missed_rate between missed_low_rate and missed_high_rate as is_within,
    late_spell,
    scored_count,
    {{ share_of('squared_error', 'scored_count') }} as brier_score,
    -- What a forecast would have scored that gave every open step the share that then came,
    cast(round(scored_share * (1 - scored_share), 6) as decimal(9, 6)) as brier_score_of_the_share,
    -- and one that gave it the share that had come before, which is all one could know.
    cast(round(
        scored_share * (1 - scored_share)
        + (scored_share - usual_share) * (scored_share - usual_share), 6
    ) as decimal(9, 6)) as brier_score_of_the_usual
from rated
