-- Every SKU of the week with the verdict on it.
select
    margins.shop_id,
    margins.sku_id,
    margins.product_name,
    margins.seller_sku,
    margins.unit_count,
    margins.net_sales,
    margins.cm2,
    margins.ad_spend,
    margins.cm3,
    margins.estimated_share,
    coalesce(limits.verdict, 'unknown') as verdict
from marts.contribution_margin_weekly as margins
left join marts.sku_return_limits as limits
    on
        margins.shop_id = limits.shop_id
        and margins.sku_id = limits.sku_id
        and margins.order_week = limits.week
where margins.order_week = ${params.week} and margins.sku_id != 'unallocated'
order by margins.shop_id, margins.sku_id
