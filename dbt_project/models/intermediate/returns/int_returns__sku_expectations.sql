-- How many units of each SKU and week will still come back, and what that will take: the expectation of its
-- category and week, shared by what the units, value and age of each line leave to come; money by largest
-- remainder. Null where the experience of nobody tells.
with moments as (
    select
        shop_id,
        moment_on
    from {{ ref('int_returns__moments') }}
    where is_now
),

lines as (
    select
        lines.shop_id,
        lines.order_week,
        lines.sku_id,
        lines.product_category,
        lines.unit_count,
        lines.line_value,
        moments.moment_on,
        {{ began_on('lines.delivered_on', 'lines.lapses_on', 'moments.moment_on') }} as began_on
    from {{ ref('int_returns__development_lines') }} as lines
    inner join moments on lines.shop_id = moments.shop_id
    where lines.cancelled_on is null
),

aged as (
    select
        *,
        {{ age_days('began_on', 'moment_on') }} as age_days
    from lines
),

tails as (
    select
        shop_id,
        moment_on,
        product_category,
        age_days,
        units_to_come,
        loss_to_come
    from {{ ref('int_returns__tails') }}
),

expectations as (
    select
        shop_id,
        order_week,
        product_category,
        units_to_come,
        loss_to_come
    from {{ ref('int_returns__weekly') }}
    where is_now and product_category <> 'all'
),

reporting as (
    select reporting_minor_unit
    from {{ ref('int_margin__reporting') }}
),

skus as (
    select
        aged.shop_id,
        aged.order_week,
        aged.sku_id,
        aged.product_category,
        {{ money('sum(aged.line_value)') }} as line_value,
        {{ money('round(sum(' ~ wide_number('aged.line_value * coalesce(tails.loss_to_come, 0)') ~ '), 4)') }}
            as exposed_value,
        sum({{ wide_number('aged.unit_count * coalesce(tails.units_to_come, 0)') }}) as exposed_units
    from aged
    left join tails
        on
            aged.shop_id = tails.shop_id
            and aged.moment_on = tails.moment_on
            and aged.product_category = tails.product_category
            and aged.age_days = tails.age_days
    group by aged.shop_id, aged.order_week, aged.sku_id, aged.product_category
),

wholes as (
    select
        skus.*,
        expectations.units_to_come,
        expectations.loss_to_come,
        sum(skus.exposed_units) over (
            partition by skus.shop_id, skus.order_week, skus.product_category
        ) as all_exposed_units,
        reporting.reporting_minor_unit
    from skus
    inner join expectations
        on
            skus.shop_id = expectations.shop_id
            and skus.order_week = expectations.order_week
            and skus.product_category = expectations.product_category
    cross join reporting
),

parts as (
    {{ split_by_largest_remainder(
        relation='wholes',
        columns=[
            'shop_id', 'order_week', 'sku_id', 'product_category', 'units_to_come', 'exposed_units',
            'all_exposed_units', 'loss_to_come'
        ],
        whole='loss_to_come',
        minor_unit='reporting_minor_unit',
        weight='exposed_value',
        fallback_weight='line_value',
        group_by=['shop_id', 'order_week', 'product_category'],
        order_by=['sku_id'],
        part='loss_part'
    ) }}
)

select
    shop_id,
    order_week,
    sku_id,
    case
        when count(case when units_to_come is null then 1 end) = 0
            then sum(cast(
                cast(units_to_come as double) * coalesce(
                    cast(exposed_units as double) / nullif(cast(all_exposed_units as double), 0), 0
                ) as decimal(18, 6)
            ))
    end as units_to_come,
    case
        when count(case when loss_to_come is null then 1 end) = 0 then {{ money('sum(loss_part)') }}
    end as loss_to_come
from parts
group by shop_id, order_week, sku_id
