-- What the SKUs of a week are charged for returns to come is what its categories expect, to the cent; and of
-- the units, to the last digit that the part of each SKU is rounded to.
with expected as (
    select
        shop_id,
        order_week,
        sum(loss_to_come) as loss_to_come,
        sum(units_to_come) as units_to_come
    from {{ ref('int_returns__weekly') }}
    where is_now and product_category <> 'all' and unit_count > 0
    group by shop_id, order_week
    having count(case when loss_to_come is null then 1 end) = 0
),

charged as (
    select
        shop_id,
        order_week,
        sum(loss_to_come) as loss_to_come,
        sum(units_to_come) as units_to_come,
        count(*) as sku_count
    from {{ ref('int_returns__sku_expectations') }}
    group by shop_id, order_week
)

select
    coalesce(expected.shop_id, charged.shop_id) as shop_id,
    coalesce(expected.order_week, charged.order_week) as order_week,
    expected.loss_to_come as expected,
    charged.loss_to_come as charged,
    expected.units_to_come as expected_units,
    charged.units_to_come as charged_units
from expected
full outer join charged on expected.shop_id = charged.shop_id and expected.order_week = charged.order_week
where
    coalesce(expected.loss_to_come, 0) <> coalesce(charged.loss_to_come, 0)
    or abs(coalesce(expected.units_to_come, 0) - coalesce(charged.units_to_come, 0))
    > 0.000001 * coalesce(charged.sku_count, 1)
