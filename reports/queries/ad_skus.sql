select
    shop_id,
    product_name,
    seller_sku,
    net_sales,
    ad_spend,
    cm2,
    cm3
from marts.contribution_margin_weekly
where order_week = ${params.week} and sku_id != 'unallocated' and ad_spend != 0
order by ad_spend desc, shop_id, sku_id
limit 8
