select *
from ${skus_judged}
where cm3 < 0
order by cm3, shop_id, sku_id
limit 8
