select
    shop_id,
    bundle_sku,
    component_sku,
    quantity,
    valid_from,
    valid_to,
    source_file,
    file_sha256,
    exported_at,
    source_row
from {{ source('raw', 'product_components') }}
qualify
    {{ newest_file(['shop_id', 'bundle_sku', 'valid_from']) }}
    and {{ newest_row(['shop_id', 'bundle_sku', 'component_sku', 'valid_from']) }}
