select
    returns.shop_id,
    coalesce(skus.product_name, returns.sku_id) as product_name,
    skus.seller_sku,
    returns.reason,
    returns.fault,
    returns.returned_unit_count,
    returns.refund,
    returns.total_return_cost
from marts.return_cost_weekly as returns
left join marts.skus on returns.shop_id = skus.shop_id and returns.sku_id = skus.sku_id
where returns.week_basis = 'refund_week' and returns.week = ${params.week} and returns.total_return_cost != 0
order by returns.total_return_cost desc, returns.shop_id, returns.sku_id, returns.reason
