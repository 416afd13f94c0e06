-- What the goods of each line cost, at the cost that held on the day of the order. Unknown is null, never
-- zero.
with lines as (
    select
        shop_id,
        order_id,
        sku_id,
        seller_sku,
        quantity,
        ordered_on
    from {{ ref('int_orders__lines') }}
    where is_sold or is_sample
),

costs as (
    select
        shop_id,
        seller_sku,
        valid_from,
        next_valid_from,
        unit_cost,
        unit_first_leg_freight,
        unit_duty,
        currency
    from {{ ref('int_costs__product_costs_dated') }}
)

select
    lines.shop_id,
    lines.order_id,
    lines.sku_id,
    lines.ordered_on,
    costs.unit_cost is not null and costs.currency is not null as has_cost,
    costs.currency as cost_currency,
    costs.unit_cost,
    {{ money('costs.unit_cost * lines.quantity') }} as goods_cost,
    {{ money('coalesce(costs.unit_first_leg_freight, 0) * lines.quantity') }} as first_leg_freight_cost,
    {{ money('coalesce(costs.unit_duty, 0) * lines.quantity') }} as duty_cost
from lines
left join costs
    on
        lines.shop_id = costs.shop_id
        and lines.seller_sku = costs.seller_sku
        and lines.ordered_on >= costs.valid_from
        and (costs.next_valid_from is null or lines.ordered_on < costs.next_valid_from)
