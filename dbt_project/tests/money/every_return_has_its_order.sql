{{ config(severity='warn') }}
-- Completed returns whose order no export holds: kept and listed, but on no margin.
select
    shop_id,
    return_id,
    order_id,
    sku_id,
    refund_local,
    currency
from {{ ref('return_lines') }}
where is_completed and not has_order
