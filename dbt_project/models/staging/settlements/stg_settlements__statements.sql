select
    shop_id,
    statement_on,
    statement_id,
    payment_id,
    status,
    settlement_local,
    net_sales_local,
    shipping_local,
    fees_local,
    adjustment_local,
    reserve_local,
    source_file,
    file_sha256,
    exported_at,
    source_row
from {{ source('raw', 'settlement_statements') }}
qualify {{ newest_row(['shop_id', 'statement_id']) }}
