select
    orders.shop_id,
    orders.status,
    count(*) as order_count,
    sum(orders.expected_local) as expected_local,
    sum(orders.settled_local) as settled_local,
    sum(orders.difference_local) as difference_local,
    sum(orders.awaited_local) as awaited_local,
    orders.currency
from marts.settlement_reconciliation as orders
where orders.order_week <= ${params.week}
group by orders.shop_id, orders.status, orders.currency
order by orders.shop_id, order_count desc, orders.status
