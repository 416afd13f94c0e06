-- How far a shop's categories differ in what comes back, after Bühlmann and Straub: from the squares of what
-- came less what the whole shop's development made expect, less what chance alone brings.
with incidence as (
    select *
    from {{ ref('int_returns__incidence') }}
    where age_days < {{ development_days() }}
),

experience as (
    select
        shop_id,
        moment_on,
        sum(returned_unit_count) as returned_unit_count,
        count(distinct case when age_days >= {{ development_days() }} - 1 then order_week end)
            as week_seen_count,
        {{ small_share('sum(returned_units_squared)', 'sum(returned_unit_count)') }} as unit_spread,
        {{ wide_number(
            'cast(sum(return_loss_squared) as double) / nullif(cast(sum(return_loss_absolute) as double), 0)'
        ) }} as loss_spread
    from {{ ref('int_returns__exposures') }}
    where is_experience and product_category = 'all'
    group by shop_id, moment_on
),

whole as (
    select
        shop_id,
        moment_on,
        age_days,
        {{ small_share('returned_unit_count', 'seen_unit_count') }} as unit_rate
    from incidence
    where product_category = 'all'
),

totals as (
    select
        shop_id,
        moment_on,
        sum(unit_rate) as final_rate
    from whole
    group by shop_id, moment_on
),

compared as (
    select
        incidence.shop_id,
        incidence.moment_on,
        incidence.product_category,
        sum(incidence.returned_unit_count) as returned_unit_count,
        sum({{ wide_number('incidence.seen_unit_count * whole.unit_rate') }}) as expected_unit_count
    from incidence
    inner join whole
        on
            incidence.shop_id = whole.shop_id
            and incidence.moment_on = whole.moment_on
            and incidence.age_days = whole.age_days
    where incidence.product_category <> 'all'
    group by incidence.shop_id, incidence.moment_on, incidence.product_category
),

squared as (
    select
        compared.shop_id,
        compared.moment_on,
        sum({{ wide_number(
            'cast(compared.returned_unit_count - compared.expected_unit_count as double)'
            ~ ' * cast(compared.returned_unit_count - compared.expected_unit_count as double)'
            ~ ' - cast(experience.unit_spread as double) * cast(compared.expected_unit_count as double)'
        ) }}) as beyond_chance,
        sum({{ wide_number(
            'cast(compared.expected_unit_count as double) * cast(compared.expected_unit_count as double)'
        ) }}) as expected_squared
    from compared
    inner join experience
        on compared.shop_id = experience.shop_id and compared.moment_on = experience.moment_on
    group by compared.shop_id, compared.moment_on
),

between_categories as (
    select
        shop_id,
        moment_on,
        {{ variance_beyond_chance('beyond_chance', 'expected_squared') }} as variance
    from squared
)

select
    experience.shop_id,
    experience.moment_on,
    experience.returned_unit_count,
    experience.week_seen_count,
    coalesce(
        experience.returned_unit_count >= {{ fewest_returned_units() }}
        and experience.week_seen_count >= {{ fewest_weeks_seen() }}, false
    ) as has_experience,
    coalesce(experience.unit_spread, 1) as unit_spread,
    coalesce(experience.loss_spread, 0) as loss_spread,
    totals.final_rate,
    coalesce(between_categories.variance, 0) as category_variance,
    -- So many expected returns are worth as much as the whole shop's word.
    cast(case
        when between_categories.variance > 0
            then least(
                greatest(
                    cast(experience.unit_spread as double) / cast(between_categories.variance as double), 1
                ),
                {{ most_credibility_units() }}
            )
        else {{ most_credibility_units() }}
    end as decimal(18, 12)) as credibility_units
from experience
left join totals on experience.shop_id = totals.shop_id and experience.moment_on = totals.moment_on
left join between_categories
    on
        experience.shop_id = between_categories.shop_id
        and experience.moment_on = between_categories.moment_on
