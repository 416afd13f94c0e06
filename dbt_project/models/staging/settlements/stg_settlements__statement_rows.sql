{{ config(materialized='table') }}

-- A statement is whole in each file that holds it. Layouts at the grain of an order have no statement number:
-- there the newest file that knows an order, its day and its kind of money decides, with all of its rows.
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
qualify {{ newest_file([
    'shop_id',
    'statement_id',
    "case when statement_id is null and layout = 'sea_order' then order_or_adjustment_id end",
    "case when statement_id is null and layout = 'sea_order' then statement_on end",
    "case when statement_id is null and layout = 'sea_order' then lower(trim(transaction_type)) end",
]) }}
