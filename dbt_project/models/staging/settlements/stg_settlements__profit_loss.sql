select
    shop_id,
    order_id,
    sku_id,
    statement_id,
    payment_id,
    product_name,
    sku_name,
    quantity,
    paid_on,
    settled_on,
    order_status,
    sample_type,
    income_local,
    cost_local,
    margin_local,
    currency,
    source_file,
    file_sha256,
    exported_at,
    source_row
from {{ source('raw', 'settlement_profit_loss') }}
qualify {{ newest_file(['shop_id', 'order_id', 'statement_id']) }}
