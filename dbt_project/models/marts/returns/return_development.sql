-- The triangle as of now: how much of each week's delivered units had come back so many whole weeks after
-- delivery. A cell speaks of the units that were followed that long; what nobody was has no row.
with known as (
    select *
    from {{ ref('int_returns__exposures') }}
    where is_now
),

told_as as (
    select 'week' as told_as
    union all
    select 'all' as told_as
),

-- Each week of orders, and all of them, which is the curve itself.
exposures as (
    select
        known.shop_id,
        known.product_category,
        case when told_as.told_as = 'all' then 'all' else known.order_week end as order_week,
        known.age_days,
        known.return_age_days,
        known.unit_count,
        known.line_value,
        known.returned_unit_count,
        known.return_loss
    from known
    cross join told_as
),

rates as (
    select
        tails.shop_id,
        tails.product_category,
        tails.age_days,
        tails.final_unit_rate,
        tails.units_to_come
    from {{ ref('int_returns__tails') }} as tails
    inner join {{ ref('int_returns__moments') }} as moments
        on tails.shop_id = moments.shop_id and tails.moment_on = moments.moment_on
    where moments.is_now
),

finals as (
    select
        shop_id,
        product_category,
        final_unit_rate
    from rates
    where age_days = -1
),

days as (
    select {{ days_from_to(first_day(), add_days(first_day(), development_days() ~ ' - 1')) }} as day_on
),

-- Week 0 ends on the seventh day from delivery on.
ages as (
    select
        cast({{ whole_quotient(days_between(first_day(), 'day_on'), 7) }} as integer) as age_weeks,
        max({{ days_between(first_day(), 'day_on') }}) as last_age_days
    from days
    group by age_weeks
),

cohorts as (
    select
        shop_id,
        product_category,
        order_week,
        sum(unit_count) as unit_count
    from exposures
    group by shop_id, product_category, order_week
),

followed as (
    select
        exposures.shop_id,
        exposures.product_category,
        exposures.order_week,
        ages.age_weeks,
        ages.last_age_days,
        sum(exposures.unit_count) as seen_unit_count,
        sum(exposures.line_value) as seen_value,
        sum(case
            when exposures.return_age_days <= ages.last_age_days then exposures.returned_unit_count else 0
        end) as returned_unit_count,
        sum(case
            when exposures.return_age_days <= ages.last_age_days then exposures.return_loss else 0
        end) as return_loss
    from exposures
    inner join ages on exposures.age_days >= ages.last_age_days
    group by
        exposures.shop_id, exposures.product_category, exposures.order_week, ages.age_weeks,
        ages.last_age_days
)

select
    followed.shop_id,
    followed.product_category,
    followed.order_week,
    cast(followed.age_weeks as integer) as age_weeks,
    cast(cohorts.unit_count as integer) as unit_count,
    cast(followed.seen_unit_count as integer) as seen_unit_count,
    followed.seen_unit_count = cohorts.unit_count as is_whole,
    cast(followed.returned_unit_count as integer) as returned_unit_count,
    {{ rate('followed.returned_unit_count', 'followed.seen_unit_count') }} as returned_rate,
    {{ money('followed.seen_value') }} as seen_value,
    {{ money('followed.return_loss') }} as return_loss,
    cast(round(finals.final_unit_rate - coalesce(rates.units_to_come, 0), 6) as decimal(9, 6))
        as expected_rate,
    {{ share_of('finals.final_unit_rate - coalesce(rates.units_to_come, 0)', 'finals.final_unit_rate') }}
        as development_share
from followed
inner join cohorts
    on
        followed.shop_id = cohorts.shop_id
        and followed.product_category = cohorts.product_category
        and followed.order_week = cohorts.order_week
left join finals
    on followed.shop_id = finals.shop_id and followed.product_category = finals.product_category
left join rates
    on
        followed.shop_id = rates.shop_id
        and followed.product_category = rates.product_category
        and followed.last_age_days = rates.age_days
