-- Estimates. Nothing here is settled, and no model may add it to what is.
select
    shop_id,
    transaction_type,
    order_or_adjustment_id,
    related_order_id,
    sku_id,
    quantity,
    product_name,
    sku_name,
    created_on,
    delivered_on,
    settles,
    unsettled_reason,
    currency,
    settlement_local,
    net_sales_local,
    shipping_local,
    fees_local,
    adjustment_local,
    adjustment_reason,
    customer_payment_local,
    source_file,
    file_sha256,
    exported_at,
    source_row
from {{ source('raw', 'settlement_unsettled') }}
qualify {{ newest_file(['shop_id', 'order_or_adjustment_id', 'transaction_type']) }}
