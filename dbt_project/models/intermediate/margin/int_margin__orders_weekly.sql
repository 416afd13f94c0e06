-- Orders with something sold, by shop and week: an order with two SKUs is one order.
with lines as (
    select
        shop_id,
        order_id,
        order_week
    from {{ ref('int_orders__lines') }}
    where is_sold
)

select
    shop_id,
    order_week,
    cast(count(distinct order_id) as integer) as order_count
from lines
group by shop_id, order_week
