-- settlement_fx
select
    shop_id,
    sum(amount_at_order_rate) as amount_at_order_rate,
    sum(fx_difference) as fx_difference,
    sum(amount) as amount,
    false as is_total
from marts.settlement_cash_weekly
where statement_week = ${params.week}
group by shop_id
union all
select
    'all' as shop_id,
    sum(amount_at_order_rate) as amount_at_order_rate,
    sum(fx_difference) as fx_difference,
    sum(amount) as amount,
    true as is_total
from marts.settlement_cash_weekly
where statement_week = ${params.week}
having count(distinct shop_id) > 1
order by is_total, shop_id
