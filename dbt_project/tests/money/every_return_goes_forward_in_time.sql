{{ config(severity='warn') }}
-- Returns refunded before they were requested, or requested before they were ordered: a clock was read
-- wrongly. They cost what they cost; an age that would be negative is none.
select
    shop_id,
    return_id,
    order_id,
    sku_id,
    requested_at,
    refunded_at,
    refund_local,
    currency,
    source_file,
    source_row
from {{ ref('return_lines') }}
where is_out_of_order
