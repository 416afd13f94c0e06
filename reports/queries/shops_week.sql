select
    shop_id,
    shop_id = 'all' as is_total,
    units,
    net_sales,
    cm1,
    cm2,
    cm3,
    previous_cm3,
    cm3 - previous_cm3 as cm3_change
from marts.shop_weekly
where week = ${params.week}
order by is_total, shop_id
