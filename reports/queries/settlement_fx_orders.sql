-- settlement_fx_orders
select
    shop_id,
    order_id,
    currency,
    ordered_on,
    statement_on,
    settled_local,
    order_rate,
    statement_rate,
    fx_difference
from marts.fx_differences
where statement_week = ${params.week}
order by abs(fx_difference) desc, shop_id, order_id, statement_on
limit 50
