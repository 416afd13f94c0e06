-- What the bundles of a day are made of, down to parts that are no bundles or have a cost of their own: a
-- bundle of bundles is unfolded level by level, each part by its composition of that day. Four levels is more
-- than anybody packs; what is deeper, or turns in a circle, keeps a part without a cost, and a check names
-- it.
{% set levels = 4 %}
with bundle_parts as (
    select
        shop_id,
        bundle_sku,
        component_sku,
        quantity,
        valid_from,
        next_valid_from
    from {{ ref('int_costs__bundle_parts_dated') }}
),

costs as (
    select
        shop_id,
        seller_sku,
        valid_from,
        next_valid_from
    from {{ ref('int_costs__product_costs_dated') }}
    where unit_cost is not null
),

bundles as (
    select distinct
        shop_id,
        bundle_sku
    from bundle_parts
),

level_0 as (
    select distinct
        lines.shop_id,
        lines.seller_sku as bundle_sku,
        lines.ordered_on,
        lines.seller_sku as part_sku,
        cast(1 as bigint) as part_quantity
    from {{ ref('int_orders__lines') }} as lines
    inner join bundles
        on
            lines.shop_id = bundles.shop_id
            and lines.seller_sku = bundles.bundle_sku
    where lines.is_sold or lines.is_sample
),

{% for level in range(1, levels + 1) %}
-- A row of the cost list says what a SKU costs as it is; its parts are asked only where there is none.
level_{{ level }} as (
    select
        parts.shop_id,
        parts.bundle_sku,
        parts.ordered_on,
        coalesce(bundle_parts.component_sku, parts.part_sku) as part_sku,
        parts.part_quantity * coalesce(bundle_parts.quantity, 1) as part_quantity
    from level_{{ level - 1 }} as parts
    left join costs
        on
            parts.shop_id = costs.shop_id
            and parts.part_sku = costs.seller_sku
            and parts.ordered_on >= costs.valid_from
            and (costs.next_valid_from is null or parts.ordered_on < costs.next_valid_from)
    left join bundle_parts
        on
            costs.seller_sku is null
            and parts.shop_id = bundle_parts.shop_id
            and parts.part_sku = bundle_parts.bundle_sku
            and parts.ordered_on >= bundle_parts.valid_from
            and (bundle_parts.next_valid_from is null or parts.ordered_on < bundle_parts.next_valid_from)
){{ "," if not loop.last }}

{% endfor %}
select
    shop_id,
    bundle_sku,
    ordered_on,
    part_sku,
    cast(sum(part_quantity) as integer) as part_quantity
from level_{{ levels }}
group by shop_id, bundle_sku, ordered_on, part_sku
