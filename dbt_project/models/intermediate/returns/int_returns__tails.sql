-- What is still to come after each age (-1 before delivery), by moment, shop and category: the days after it
-- added up, and the standard error of that sum.
with rates as (
    select *
    from {{ ref('int_returns__rates') }}
),

credibility as (
    select
        shop_id,
        moment_on,
        category_variance
    from {{ ref('int_returns__credibility') }}
),

-- The row of a day ends before it: age a - 1 has the days from a on to come.
summed as (
    select
        rates.shop_id,
        rates.moment_on,
        rates.product_category,
        rates.age_days - 1 as age_days,
        rates.own_weight,
        credibility.category_variance,
        sum(rates.unit_rate) over days_after as units_to_come,
        sum(rates.loss_rate) over days_after as loss_to_come,
        sum(rates.refund_rate) over days_after as refunds_to_come,
        sum(rates.goods_rate) over days_after as goods_to_come,
        sum(rates.borrowed_unit_rate) over days_after as borrowed_units_to_come,
        sum(rates.borrowed_loss_rate) over days_after as borrowed_loss_to_come,
        sum(rates.unit_rate_variance) over days_after as unit_variance,
        sum(rates.loss_rate_variance) over days_after as loss_variance
    from rates
    inner join credibility on rates.shop_id = credibility.shop_id and rates.moment_on = credibility.moment_on
    window days_after as (
        partition by rates.shop_id, rates.moment_on, rates.product_category
        order by rates.age_days desc
        rows between unbounded preceding and current row
    )
),

final_rates as (
    select
        shop_id,
        moment_on,
        product_category,
        units_to_come as final_unit_rate
    from summed
    where age_days = -1
)

select
    summed.shop_id,
    summed.moment_on,
    summed.product_category,
    summed.age_days,
    cast(summed.own_weight as decimal(18, 12)) as own_weight,
    cast(summed.units_to_come as decimal(18, 12)) as units_to_come,
    cast(summed.loss_to_come as decimal(18, 12)) as loss_to_come,
    cast(summed.refunds_to_come as decimal(18, 12)) as refunds_to_come,
    cast(summed.goods_to_come as decimal(18, 12)) as goods_to_come,
    cast(final_rates.final_unit_rate as decimal(18, 12)) as final_unit_rate,
    {{ small_share('final_rates.final_unit_rate - summed.units_to_come', 'final_rates.final_unit_rate') }}
        as development_share,
    cast(sqrt(
        cast(summed.unit_variance as double)
        + cast(summed.category_variance as double)
        * cast(summed.borrowed_units_to_come as double) * cast(summed.borrowed_units_to_come as double)
    ) as decimal(18, 12)) as units_error,
    cast(sqrt(
        cast(summed.loss_variance as double)
        + cast(summed.category_variance as double)
        * cast(summed.borrowed_loss_to_come as double) * cast(summed.borrowed_loss_to_come as double)
    ) as decimal(18, 12)) as loss_error
from summed
inner join final_rates
    on
        summed.shop_id = final_rates.shop_id
        and summed.moment_on = final_rates.moment_on
        and summed.product_category = final_rates.product_category
