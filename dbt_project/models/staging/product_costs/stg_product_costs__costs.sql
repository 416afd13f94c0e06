select
    shop_id,
    seller_sku,
    sku_id,
    product_id,
    product_name,
    category,
    valid_from,
    unit_cost,
    currency,
    unit_first_leg_freight,
    unit_duty,
    unit_weight_kg,
    source_file,
    file_sha256,
    exported_at,
    source_row
from {{ source('raw', 'product_costs') }}
qualify {{ newest_row(['shop_id', 'seller_sku', 'valid_from']) }}
