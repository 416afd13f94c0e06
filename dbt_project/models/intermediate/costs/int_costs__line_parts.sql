-- What each line is made of, with the cost of the day of the order: its own SKU where the cost list has it,
-- else the parts of the bundle, else its own SKU without a cost. Bundles of bundles are not unfolded: such a
-- part has no cost, and so is unknown.
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

bundle_parts as (
    select
        shop_id,
        bundle_sku,
        component_sku,
        quantity,
        valid_from,
        next_valid_from
    from {{ ref('int_costs__bundle_parts_dated') }}
),

-- A row of the cost list says what the SKU costs as it is; its parts are asked only where there is none.
asked as (
    select
        lines.*,
        case when costs.unit_cost is null then lines.seller_sku end as bundle_sku
    from lines
    left join costs
        on
            lines.shop_id = costs.shop_id
            and lines.seller_sku = costs.seller_sku
            and lines.ordered_on >= costs.valid_from
            and (costs.next_valid_from is null or lines.ordered_on < costs.next_valid_from)
),

unfolded as (
    select
        asked.shop_id,
        asked.order_id,
        asked.sku_id,
        asked.quantity,
        asked.ordered_on,
        coalesce(bundle_parts.component_sku, asked.seller_sku) as part_sku,
        coalesce(bundle_parts.quantity, 1) as part_quantity
    from asked
    left join bundle_parts
        on
            asked.shop_id = bundle_parts.shop_id
            and asked.bundle_sku = bundle_parts.bundle_sku
            and asked.ordered_on >= bundle_parts.valid_from
            and (bundle_parts.next_valid_from is null or asked.ordered_on < bundle_parts.next_valid_from)
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
