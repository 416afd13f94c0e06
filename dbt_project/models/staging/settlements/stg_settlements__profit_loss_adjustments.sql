-- The platform writes a balance and its deduction under one number: the newest file gives both.
select
    shop_id,
    adjustment_id,
    adjustment_type,
    adjustment_reason,
    amount_local,
    created_on,
    settled_on,
    statement_id,
    payment_id,
    currency,
    source_file,
    file_sha256,
    exported_at,
    source_row
from {{ source('raw', 'settlement_profit_loss_adjustments') }}
qualify {{ newest_file(['shop_id', 'adjustment_id']) }}
