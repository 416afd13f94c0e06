{{ config(severity='warn') }}
-- Returns in another currency than shops.yaml says of their shop: kept, and in no sum of money. Correct
-- the shop's currency, or take the file to its own shop.
select
    shop_id,
    return_id,
    order_id,
    sku_id,
    stated_refund_local,
    currency,
    source_file,
    source_row
from {{ ref('return_lines') }}
where is_other_currency
