select
    shop_id,
    ticket_id,
    kind,
    opened_at,
    first_response_at,
    closed_at,
    channel,
    topic,
    order_id,
    sku_id,
    seller_sku,
    rating,
    is_seller_fault,
    resolution,
    agent,
    source_file,
    file_sha256,
    exported_at,
    source_row
from {{ source('raw', 'tickets') }}
qualify {{ newest_row(['shop_id', 'ticket_id']) }}
