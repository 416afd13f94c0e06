-- What each moment expected to come yet of each cohort, by category and for the shop: between what its
-- category's rates say and what its own returns say, by how much such weeks differ; with the variance.
with cohorts as (
    select *
    from {{ ref('int_returns__cohorts') }}
),

credibility as (
    select
        shop_id,
        moment_on,
        cast(unit_spread as double) as unit_spread,
        cast(loss_spread as double) as loss_spread
    from {{ ref('int_returns__credibility') }}
),

scored as (
    select
        cohorts.*,
        coalesce(credibility.unit_spread, 1) as unit_spread,
        coalesce(credibility.loss_spread, 0) as loss_spread,
        cohorts.product_category = 'all' as is_whole,
        cohorts.is_experience and cohorts.expected_by_now > 0 as is_compared,
        cast(cohorts.expected_by_now as double) as expected,
        cast(cohorts.developed_unit_count as double) as came,
        cast(cohorts.unit_count as double) as units
    from cohorts
    left join credibility
        on cohorts.shop_id = credibility.shop_id and cohorts.moment_on = credibility.moment_on
),

-- How much the weeks differ from each other beyond chance.
varied as (
    select
        *,
        {{ variance_beyond_chance(
            'sum(case when is_compared then ' ~ wide_number(
                '(came - expected) * (came - expected) - unit_spread * expected * (1 - expected / nullif(units, 0))'
            ) ~ ' else 0 end) over (partition by shop_id, moment_on, is_whole)',
            'sum(case when is_compared then ' ~ wide_number('expected * expected')
            ~ ' else 0 end) over (partition by shop_id, moment_on, is_whole)'
        ) }} as week_variance
    from scored
),

weighed as (
    select
        *,
        coalesce(cast(week_variance as double), 0) as variance_of_weeks,
        coalesce(
            expected * cast(week_variance as double)
            / (expected * cast(week_variance as double) + unit_spread), 0
        ) as week_weight
    from varied
),

-- The mean and the variance of a cohort's own factor, given what came of it (a gamma's).
leveled as (
    select
        *,
        1 - week_weight + week_weight * came / greatest(expected, 0.000001) as level,
        variance_of_weeks * (1 - week_weight)
        * (1 - week_weight + week_weight * came / greatest(expected, 0.000001)) as level_variance
    from weighed
),

expected as (
    select
        *,
        level * cast(units_to_come as double) as unit_mean,
        level * cast(loss_to_come as double) as loss_mean,
        level * cast(refunds_to_come as double) as refund_mean,
        level * cast(goods_to_come as double) as goods_mean,
        least(level * cast(units_to_come as double) / greatest(units - returned_unit_count, 1), 1) as chance
    from leveled
)

select
    shop_id,
    moment_on,
    moment_week,
    is_now,
    product_category,
    order_week,
    week_start_on,
    is_known,
    is_closed,
    unit_count,
    undelivered_unit_count,
    open_unit_count,
    cancelled_later_unit_count,
    line_value,
    returned_unit_count,
    returned_before_delivery_unit_count,
    return_loss,
    refunds,
    goods_back,
    development_share,
    own_weight,
    cast(unit_spread as decimal(18, 12)) as unit_spread,
    {{ wide_number('loss_spread') }} as loss_spread,
    cast(week_weight as decimal(18, 12)) as week_weight,
    case when is_known then {{ wide_number('unit_mean') }} end as units_to_come,
    case when is_known then {{ wide_number('loss_mean') }} end as loss_to_come,
    case when is_known then {{ wide_number('refund_mean') }} end as refunds_to_come,
    case when is_known then {{ wide_number('goods_mean') }} end as goods_to_come,
    case
        when is_known
            then cast(
                unit_spread * unit_mean * (1 - chance)
                + cast(units_to_come as double) * cast(units_to_come as double) * level_variance
                + level * cast(units_error as double) * level * cast(units_error as double)
                as decimal(30, 8)
            )
    end as unit_variance,
    case
        when is_known
            then cast(
                loss_spread * abs(loss_mean) * (1 - chance)
                + cast(loss_to_come as double) * cast(loss_to_come as double) * level_variance
                + level * cast(loss_error as double) * level * cast(loss_error as double)
                as decimal(30, 8)
            )
    end as loss_variance
from expected
