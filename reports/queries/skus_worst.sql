select
    shop_id,
    product_name,
    seller_sku,
    unit_count,
    net_sales,
    cm2,
    ad_spend,
    cm3,
    estimated_share
from marts.contribution_margin_weekly
where order_week = ${params.week} and sku_id != 'unallocated' and cm3 < 0
order by cm3, shop_id, sku_id
limit 8
