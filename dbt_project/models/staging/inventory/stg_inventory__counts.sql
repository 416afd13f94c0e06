select
    shop_id,
    snapshot_on,
    warehouse,
    seller_sku,
    sku_id,
    product_name,
    on_hand,
    reserved,
    in_transit,
    unit_cost,
    currency,
    source_file,
    file_sha256,
    exported_at,
    source_row
from {{ source('raw', 'inventory') }}
qualify
    {{ newest_file(['shop_id', 'snapshot_on', 'warehouse']) }}
    and {{ newest_row(['shop_id', 'snapshot_on', 'warehouse', 'seller_sku']) }}
