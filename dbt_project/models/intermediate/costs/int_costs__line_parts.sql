-- What each line is made of, with the cost of the day of the order: its own SKU where the cost list has it,
-- else the parts of the bundle, bundles in it unfolded too, else its own SKU without a cost.
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
    select *
    from {{ ref('int_costs__product_costs_dated') }}
),

unfolded as (
    select
        lines.shop_id,
        lines.order_id,
        lines.sku_id,
        lines.quantity,
        lines.ordered_on,
        coalesce(bundles.part_sku, lines.seller_sku) as part_sku,
        coalesce(bundles.part_quantity, 1) as part_quantity
    from lines
    left join {{ ref('int_costs__bundles_unfolded') }} as bundles
        on
            lines.shop_id = bundles.shop_id
            and lines.seller_sku = bundles.bundle_sku
            and lines.ordered_on = bundles.ordered_on
)

select
    unfolded.shop_id,
    unfolded.order_id,
    unfolded.sku_id,
    unfolded.ordered_on,
    unfolded.quantity,
    unfolded.part_sku,
    cast(unfolded.part_quantity as integer) as part_quantity,
    costs.unit_cost is not null and costs.currency is not null as has_cost,
    costs.currency as cost_currency,
    {{ money('costs.unit_cost * unfolded.part_quantity') }} as unit_cost,
    {{ money('coalesce(costs.unit_first_leg_freight, 0) * unfolded.part_quantity') }}
        as unit_first_leg_freight,
    {{ money('coalesce(costs.unit_duty, 0) * unfolded.part_quantity') }} as unit_duty,
    cast(costs.unit_weight_kg * unfolded.part_quantity as decimal(20, 4)) as unit_weight_kg,
    cast(costs.unit_volume_cm3 * unfolded.part_quantity as decimal(20, 4)) as unit_volume_cm3
from unfolded
left join costs
    on
        unfolded.shop_id = costs.shop_id
        and unfolded.part_sku = costs.seller_sku
        and unfolded.ordered_on >= costs.valid_from
        and (costs.next_valid_from is null or unfolded.ordered_on < costs.next_valid_from)
