{{ config(materialized='table') }}

select
    shop_id,
    statement_on,
    statement_id,
    payment_id,
    status,
    currency,
    transaction_type,
    order_or_adjustment_id,
    sku_id,
    quantity,
    product_name,
    sku_name,
    order_created_on,
    order_delivered_on,
    settlement_local,
    net_sales_local,
    revenue_local,
    shipping_local,
    fees_local,
    adjustment_local,
    adjustment_reason,
    related_order_id,
    customer_payment_local,
    customer_refund_local,
    layout,
    source_file,
    file_sha256,
    exported_at,
    source_row
from {{ source('raw', 'settlements') }}
qualify {{ newest_file(['shop_id', 'statement_id']) }}
