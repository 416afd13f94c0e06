{{ config(severity='warn') }}
-- Order lines with a negative price or amount, or with money and no quantity, as they stand in the export:
-- they are reckoned as stated, so whoever sees them here decides.
select
    shop_id,
    order_id,
    sku_id,
    quantity,
    unit_price_local,
    list_amount_local,
    seller_discount_local,
    value_local,
    currency,
    source_file,
    source_row
from {{ ref('int_orders__lines') }}
where
    unit_price_local < 0
    or list_amount_local < 0
    or value_local < 0
    or quantity < 0
    or (quantity = 0 and list_amount_local <> 0)
