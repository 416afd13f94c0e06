with effects as (
    select
        shop_id,
        order_week as week,
        kind,
        name,
        amount
    from {{ ref('int_margin__effects_weekly') }}
),

calendar as (
    select
        week,
        previous_week
    from {{ ref('int_calendar__weeks') }}
),

labels as (
    select
        sku_id,
        max(product_name) as product_name
    from {{ ref('skus') }}
    group by sku_id
),

-- Both weeks must have been traded in: a first week moved from nothing, and so moved nothing.
traded_weeks as (
    select distinct
        shop_id,
        week
    from effects
),

week_pairs as (
    select
        traded_weeks.shop_id,
        calendar.week,
        calendar.previous_week
    from traded_weeks
    inner join calendar on traded_weeks.week = calendar.week
    inner join traded_weeks as traded_before
        on
            traded_weeks.shop_id = traded_before.shop_id
            and calendar.previous_week = traded_before.week
),

-- A SKU of only one of the weeks moved the margin by all it made or no longer makes.
both_weeks as (
    select
        week_pairs.shop_id,
        week_pairs.week,
        effects.kind,
        effects.name,
        case when effects.week = week_pairs.week then effects.amount else 0 end as amount,
        case when effects.week = week_pairs.week then 0 else effects.amount end as previous_amount
    from week_pairs
    inner join effects
        on
            week_pairs.shop_id = effects.shop_id
            and effects.week in (week_pairs.week, week_pairs.previous_week)
),

movements as (
    select
        shop_id,
        week,
        kind,
        name,
        {{ money('sum(amount)') }} as amount,
        {{ money('sum(previous_amount)') }} as previous_amount,
        {{ money('sum(amount) - sum(previous_amount)') }} as movement
    from both_weeks
    group by shop_id, week, kind, name
)

select
    movements.shop_id,
    movements.week,
    movements.kind,
    movements.name,
    coalesce(labels.product_name, movements.name) as label,
    movements.amount,
    movements.previous_amount,
    movements.movement,
    cast(row_number() over (
        partition by movements.shop_id, movements.week, movements.kind
        order by abs(movements.movement) desc, movements.name asc
    ) as integer) as rank
from movements
left join labels on movements.kind = 'sku' and movements.name = labels.sku_id
