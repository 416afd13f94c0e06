select *
from ${skus_judged}
where cm3 > 0
order by cm3 desc, shop_id, sku_id
limit 8
