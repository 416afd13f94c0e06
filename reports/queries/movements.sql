select
    kind,
    name,
    label,
    movement
from marts.margin_movements_weekly
where week = ${params.week} and shop_id = 'all'
order by kind, rank, name
