-- The expectations in money and shares, rounded once: the shop is the sum of its categories, and each has the
-- interval that eight of ten lie in.
with expectations as (
    select *
    from {{ ref('int_returns__expectations') }}
),

reporting as (
    select reporting_minor_unit
    from {{ ref('int_margin__reporting') }}
),

categories as (
    select
        expectations.*,
        {{ round_to_minor_unit('expectations.loss_to_come', 'reporting.reporting_minor_unit') }} as loss,
        {{ round_to_minor_unit('expectations.refunds_to_come', 'reporting.reporting_minor_unit') }} as refund,
        {{ round_to_minor_unit('expectations.goods_to_come', 'reporting.reporting_minor_unit') }} as goods
    from expectations
    cross join reporting
    where expectations.product_category <> 'all'
),

sums as (
    select
        shop_id,
        moment_on,
        order_week,
        sum(units_to_come) as units_to_come,
        sum(loss) as loss,
        sum(refund) as refund,
        sum(goods) as goods,
        min(case when is_known then 1 else 0 end) = 1 as is_known
    from categories
    group by shop_id, moment_on, order_week
),

rows_told as (
    select
        categories.*,
        categories.units_to_come as units_mean
    from categories
    union all
    select
        expectations.*,
        case when sums.is_known then sums.loss end as loss,
        case when sums.is_known then sums.refund end as refund,
        case when sums.is_known then sums.goods end as goods,
        case when sums.is_known then sums.units_to_come end as units_mean
    from expectations
    inner join sums
        on
            expectations.shop_id = sums.shop_id
            and expectations.moment_on = sums.moment_on
            and expectations.order_week = sums.order_week
    where expectations.product_category = 'all'
),

doubled as (
    select
        *,
        unit_count - returned_unit_count as left_unit_count,
        cast(units_mean as double) as unit_mean,
        cast(loss as double) as loss_mean,
        cast(unit_variance as double) as unit_var,
        cast(loss_variance as double) as loss_var,
        cast(unit_spread as double) as unit_size,
        cast(loss_spread as double) as loss_size
    from rows_told
)

select
    doubled.shop_id,
    doubled.moment_on,
    doubled.moment_week,
    doubled.is_now,
    doubled.product_category,
    doubled.order_week,
    doubled.week_start_on,
    cast({{ whole_quotient(
        days_between('doubled.week_start_on', week_start_on('doubled.moment_on')), 7
    ) }} as integer) as weeks_after,
    doubled.is_closed,
    doubled.unit_count,
    doubled.undelivered_unit_count,
    doubled.open_unit_count,
    doubled.cancelled_later_unit_count,
    doubled.line_value,
    doubled.returned_unit_count,
    doubled.returned_before_delivery_unit_count,
    doubled.return_loss,
    doubled.refunds,
    doubled.goods_back,
    cast(round(doubled.development_share, 6) as decimal(9, 6)) as development_share,
    cast(round(doubled.own_weight, 6) as decimal(9, 6)) as category_credibility,
    cast(round(doubled.week_weight, 6) as decimal(9, 6)) as week_credibility,
    case
        when doubled.units_mean is not null
            then cast(least(doubled.units_mean, doubled.left_unit_count) as decimal(18, 6))
    end as units_to_come,
    -- No more can come than was left.
    case
        when doubled.units_mean is not null
            then cast(least(
                {{ interval_low('doubled.unit_mean', 'doubled.unit_var', 'doubled.unit_size') }},
                doubled.left_unit_count
            ) as decimal(18, 6))
    end as units_to_come_low,
    case
        when doubled.units_mean is not null
            then cast(least(
                {{ interval_high('doubled.unit_mean', 'doubled.unit_var', 'doubled.unit_size') }},
                doubled.left_unit_count
            ) as decimal(18, 6))
    end as units_to_come_high,
    {{ money('doubled.loss') }} as loss_to_come,
    {{ round_to_minor_unit(
        wide_number(interval_low('doubled.loss_mean', 'doubled.loss_var', 'doubled.loss_size')),
        'reporting.reporting_minor_unit'
    ) }} as loss_to_come_low,
    {{ round_to_minor_unit(
        wide_number(interval_high('doubled.loss_mean', 'doubled.loss_var', 'doubled.loss_size')),
        'reporting.reporting_minor_unit'
    ) }} as loss_to_come_high,
    {{ money('doubled.refund') }} as refunds_to_come,
    {{ money('doubled.goods') }} as goods_to_come
from doubled
cross join reporting
