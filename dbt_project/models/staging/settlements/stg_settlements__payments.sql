select
    shop_id,
    initiated_on,
    payment_id,
    payment_local,
    completed_on,
    status,
    currency,
    source_file,
    file_sha256,
    exported_at,
    source_row
from {{ source('raw', 'settlement_payments') }}
qualify {{ newest_file(['shop_id', 'initiated_on', 'payment_id']) }}
