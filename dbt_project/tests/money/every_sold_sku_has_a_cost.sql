{{ config(severity='warn') }}
-- SKUs that sold or were given away without a cost on the day: their margins are unknown until the cost list
-- has them.
select
    shop_id,
    seller_sku,
    sku_id,
    count(*) as line_count,
    sum(net_sales) as net_sales,
    min(ordered_on) as first_ordered_on
from {{ ref('order_line_margins') }}
where is_cost_unknown
group by shop_id, seller_sku, sku_id
