select *
from marts.shop_weekly
where shop_id = 'all' and week = ${params.week}
order by shop_id
