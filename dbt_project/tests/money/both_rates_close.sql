-- The line between the two clocks closes: by shop and week the orders' differences sum to the FX line of the
-- cash, and cash less that line is the same money at the rates of the order days.
with cash as (
    select
        shop_id,
        statement_week,
        sum(amount_at_order_rate) as at_order_rate,
        sum(fx_difference) as fx_difference,
        sum(amount) as amount
    from {{ ref('settlement_cash_weekly') }}
    group by shop_id, statement_week
),

orders as (
    select
        shop_id,
        statement_week,
        sum(fx_difference) as fx_difference
    from {{ ref('fx_differences') }}
    group by shop_id, statement_week
)

select
    cash.*,
    orders.fx_difference as fx_of_orders
from cash
full outer join orders
    on
        cash.shop_id = orders.shop_id
        and cash.statement_week = orders.statement_week
where
    cash.fx_difference is distinct from coalesce(orders.fx_difference, 0)
    or cash.amount is distinct from cash.at_order_rate + cash.fx_difference
