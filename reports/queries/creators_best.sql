select *
from ${creators}
where cm3 > 0
order by cm3 desc, shop_id, creator
limit 10
