select
    place,
    shop_id,
    order_id,
    reason,
    action,
    strftime(due_at_local, '%Y-%m-%d %H:%M') as due_at_local,
    worked_hours_left,
    carrier,
    miss_chance,
    pace_of,
    expected_cost
from marts.orders_to_act_on
order by place
limit 50
