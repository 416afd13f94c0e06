select
    name,
    movement
from marts.margin_movements_weekly
where week = ${params.week} and shop_id = 'all' and kind = 'line' and movement != 0
order by rank, name
