select
    shop_id,
    return_id as stated_return_id,
    order_id,
    sku_id,
    return_status,
    return_tracking_id,
    dispute_status,
    appeal_status,
    compensation_status,
    refund_total_local,
    currency,
    exported_at,
    source_file,
    file_sha256,
    source_row
from {{ source('raw', 'returns') }}
