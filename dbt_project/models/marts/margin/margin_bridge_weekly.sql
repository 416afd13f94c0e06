with parts as (
    select
        shop_id,
        week,
        effect,
        amount
    from {{ ref('int_margin__bridge_skus_weekly') }}
),

members as (
    select
        shop_id,
        member_id
    from {{ ref('int_margin__shop_members') }}
),

shop_weeks as (
    select
        shop_id,
        week,
        cm3
    from {{ ref('int_margin__shop_weeks') }}
    where cm3 is not null
),

calendar as (
    select
        week,
        previous_week
    from {{ ref('int_calendar__weeks') }}
),

reporting as (
    select reporting_currency
    from {{ ref('int_margin__reporting') }}
),

effects as (
    select
        members.shop_id,
        parts.week,
        parts.effect,
        {{ money('sum(parts.amount)') }} as amount
    from parts
    inner join members on parts.shop_id = members.member_id
    group by members.shop_id, parts.week, parts.effect
),

-- From the first week a shop traded in to its last: weeks without data between them are there, and are empty.
spans as (
    select
        shop_id,
        min(week) as first_week,
        max(week) as last_week
    from shop_weeks
    group by shop_id
),

expected as (
    select
        spans.shop_id,
        calendar.week,
        calendar.previous_week,
        names.effect,
        names.step
    from spans
    inner join calendar on calendar.week between spans.first_week and spans.last_week
    cross join (
        values
        ('volume', 1),
        ('price', 2),
        ('discount', 3),
        ('mix', 4),
        ('unit_cost', 5),
        ('fulfilment', 6),
        ('fees', 7),
        ('returns', 8),
        ('ads', 9),
        ('creators', 10),
        ('fx', 11),
        ('unknown_margin', 12)
    ) as names (effect, step)
)

select
    expected.shop_id,
    expected.week,
    expected.effect,
    cast(expected.step as integer) as step,
    expected.previous_week,
    previous.cm3 as previous_cm3,
    this_week.cm3,
    -- Nothing is known of a week without data, or of the first one: no movement is not a movement of zero.
    case
        when this_week.cm3 is not null and previous.cm3 is not null
            then {{ money('coalesce(effects.amount, 0)') }}
    end as amount,
    reporting.reporting_currency as currency
from expected
cross join reporting
left join shop_weeks as this_week
    on expected.shop_id = this_week.shop_id and expected.week = this_week.week
left join shop_weeks as previous
    on expected.shop_id = previous.shop_id and expected.previous_week = previous.week
left join effects
    on
        expected.shop_id = effects.shop_id
        and expected.week = effects.week
        and expected.effect = effects.effect
