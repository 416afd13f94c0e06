-- From when to when each cost of a seller SKU holds: until the day before the next one begins.
with costs as (
    select
        shop_id,
        seller_sku,
        valid_from,
        product_id,
        product_name,
        category,
        unit_cost,
        unit_first_leg_freight,
        unit_duty,
        unit_weight_kg,
        currency
    from {{ ref('stg_product_costs__costs') }}
)

select
    shop_id,
    seller_sku,
    valid_from,
    lead(valid_from) over (partition by shop_id, seller_sku order by valid_from asc) as next_valid_from,
    product_id,
    product_name,
    category,
    unit_cost,
    unit_first_leg_freight,
    unit_duty,
    unit_weight_kg,
    currency
from costs
