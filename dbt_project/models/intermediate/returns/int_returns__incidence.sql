-- By day since delivery: how much of a moment's experience was followed that long, and what came back on that
-- day. What is too young to have been seen at an age is not in that age's denominator.
with exposures as (
    select *
    from {{ ref('int_returns__exposures') }}
    where is_experience
),

days as (
    select {{ days_from_to(first_day(), add_days(first_day(), development_days())) }} as day_on
),

ages as (
    select {{ days_between(first_day(), 'day_on') }} as age_days
    from days
),

categories as (
    select distinct
        shop_id,
        moment_on,
        product_category
    from exposures
),

followed as (
    select
        shop_id,
        moment_on,
        product_category,
        age_days,
        sum(unit_count) as unit_count,
        sum(line_value) as line_value
    from exposures
    where age_days >= 0
    group by shop_id, moment_on, product_category, age_days
),

came_back as (
    select
        shop_id,
        moment_on,
        product_category,
        return_age_days as age_days,
        sum(returned_unit_count) as returned_unit_count,
        sum(return_loss) as return_loss,
        sum(refunds) as refunds,
        sum(goods_back) as goods_back
    from exposures
    where return_age_days is not null
    group by shop_id, moment_on, product_category, return_age_days
)

select
    categories.shop_id,
    categories.moment_on,
    categories.product_category,
    ages.age_days,
    cast(sum(coalesce(followed.unit_count, 0)) over (
        partition by categories.shop_id, categories.moment_on, categories.product_category
        order by ages.age_days desc
        rows between unbounded preceding and current row
    ) as integer) as seen_unit_count,
    {{ money('sum(coalesce(followed.line_value, 0)) over (
        partition by categories.shop_id, categories.moment_on, categories.product_category
        order by ages.age_days desc
        rows between unbounded preceding and current row
    )') }} as seen_value,
    cast(coalesce(came_back.returned_unit_count, 0) as integer) as returned_unit_count,
    {{ money('coalesce(came_back.return_loss, 0)') }} as return_loss,
    {{ money('coalesce(came_back.refunds, 0)') }} as refunds,
    {{ money('coalesce(came_back.goods_back, 0)') }} as goods_back
from categories
cross join ages
left join followed
    on
        categories.shop_id = followed.shop_id
        and categories.moment_on = followed.moment_on
        and categories.product_category = followed.product_category
        and ages.age_days = followed.age_days
left join came_back
    on
        categories.shop_id = came_back.shop_id
        and categories.moment_on = came_back.moment_on
        and categories.product_category = came_back.product_category
        and ages.age_days = came_back.age_days
