{{ config(severity='warn') }}
-- Order lines of which completed returns sent back more units than were sold, with what was refunded for
-- them: the rates count no more than were sold.
select
    shop_id,
    order_id,
    sku_id,
    max(ordered_quantity) as ordered_quantity,
    sum(quantity) as returned_quantity,
    sum(refund_local) as refund_local,
    min(currency) as currency
from {{ ref('return_lines') }}
where is_completed and has_order
group by shop_id, order_id, sku_id
having sum(quantity) > max(ordered_quantity)
