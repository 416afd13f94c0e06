select
    shop_id,
    product_name,
    seller_sku,
    net_sales,
    ad_spend,
    cm2,
    cm3,
    (cm3 + ad_spend) / nullif(ad_spend, 0) as contribution_per_ad_spend
from marts.contribution_margin_weekly
where order_week = ${params.week} and sku_id != 'unallocated' and ad_spend != 0
order by ad_spend desc, shop_id, sku_id
limit 8
