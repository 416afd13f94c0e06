-- The weekly return cost by order week has every refund and every return cost of the margins, and nothing
-- else.
with returns as (
    select
        shop_id,
        week,
        sum(refund) as refund,
        sum(return_shipping + return_handling + refund_administration_fee - return_compensation)
            as return_cost
    from {{ ref('return_cost_weekly') }}
    where week_basis = 'order_week'
    group by shop_id, week
),

margins as (
    select
        shop_id,
        order_week,
        sum(refunds) as refund,
        sum(return_cost) as return_cost
    from {{ ref('order_line_margins') }}
    where is_sold
    group by shop_id, order_week
)

select
    margins.shop_id,
    margins.order_week,
    margins.refund,
    returns.refund as refund_of_returns,
    margins.return_cost,
    returns.return_cost as return_cost_of_returns
from margins
left join returns on margins.shop_id = returns.shop_id and margins.order_week = returns.week
where
    margins.refund <> coalesce(returns.refund, 0)
    or margins.return_cost <> coalesce(returns.return_cost, 0)
