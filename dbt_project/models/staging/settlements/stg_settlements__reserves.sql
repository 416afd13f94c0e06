select
    shop_id,
    statement_on,
    statement_id,
    reserve_id,
    reserve_local,
    status,
    order_id,
    released_on,
    payment_id,
    currency,
    source_file,
    file_sha256,
    exported_at,
    source_row
from {{ source('raw', 'settlement_reserves') }}
qualify {{ newest_file(['shop_id', 'statement_id', 'reserve_id']) }}
