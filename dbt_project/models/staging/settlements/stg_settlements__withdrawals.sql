select
    shop_id,
    transaction_type,
    reference_id,
    requested_at,
    amount_local,
    status,
    succeeded_at,
    source_file,
    file_sha256,
    exported_at,
    source_row
from {{ source('raw', 'settlement_withdrawals') }}
qualify {{ newest_row(['shop_id', 'transaction_type', 'reference_id']) }}
