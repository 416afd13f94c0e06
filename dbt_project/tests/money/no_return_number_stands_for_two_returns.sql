{{ config(severity='warn') }}
-- Numbers that one export gives to several returns of a SKU, with the amounts: of two orders both are
-- counted, of one order the last row.
select
    shop_id,
    source_file,
    stated_return_id,
    sku_id,
    count(*) as row_count,
    count(distinct order_id) as order_count,
    sum(refund_total_local) as refund_of_all_rows_local,
    max(refund_total_local) as largest_refund_local,
    min(currency) as currency
from {{ ref('stg_returns__snapshots') }}
group by shop_id, source_file, file_sha256, stated_return_id, sku_id
having count(*) > 1
