select
    name,
    label,
    movement
from marts.margin_movements_weekly
where week = ${params.week} and shop_id = 'all' and kind = 'sku' and movement != 0
order by rank, name
