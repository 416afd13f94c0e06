-- By line and by SKU the movements of a week are its margin less the week before's.
with moved as (
    select
        shop_id,
        week,
        kind,
        sum(movement) as movement
    from {{ ref('margin_movements_weekly') }}
    group by shop_id, week, kind
)

select
    moved.shop_id,
    moved.week,
    moved.kind,
    moved.movement,
    weeks.cm3 - weeks.previous_cm3 as change
from moved
inner join {{ ref('shop_weekly') }} as weeks on moved.shop_id = weeks.shop_id and moved.week = weeks.week
where moved.movement is distinct from weeks.cm3 - weeks.previous_cm3
