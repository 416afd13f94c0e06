-- What the goods of each line cost, by the currency of the cost list, at the cost that held on the day of the
-- order. One part without a cost makes the whole line unknown. Unknown is null, never zero.
with parts as (
    select *
    from {{ ref('int_costs__line_parts') }}
),

lines as (
    select
        shop_id,
        order_id,
        sku_id,
        min(case when has_cost then 1 else 0 end) = 1 as has_cost
    from parts
    group by shop_id, order_id, sku_id
),

summed as (
    select
        shop_id,
        order_id,
        sku_id,
        ordered_on,
        quantity,
        cost_currency,
        sum(unit_cost) as unit_cost,
        sum(unit_first_leg_freight) as unit_first_leg_freight,
        sum(unit_duty) as unit_duty
    from parts
    group by shop_id, order_id, sku_id, ordered_on, quantity, cost_currency
)

select
    summed.shop_id,
    summed.order_id,
    summed.sku_id,
    summed.ordered_on,
    lines.has_cost,
    summed.cost_currency,
    case when lines.has_cost then {{ money('summed.unit_cost') }} end as unit_cost,
    case when lines.has_cost then {{ money('summed.unit_cost * summed.quantity') }} end as goods_cost,
    {{ money('summed.unit_first_leg_freight * summed.quantity') }} as first_leg_freight_cost,
    {{ money('summed.unit_duty * summed.quantity') }} as duty_cost
from summed
inner join lines
    on
        summed.shop_id = lines.shop_id
        and summed.order_id = lines.order_id
        and summed.sku_id = lines.sku_id
