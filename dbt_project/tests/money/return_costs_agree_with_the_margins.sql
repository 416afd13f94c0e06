-- Every refund and every return cost of the margins is in the cost of returns, and nothing else: by order
-- week in the weekly mart, line by line in that of the returns. What a return has of other lines of the
-- margin is at most what those lines hold, so that nothing is counted that the margin does not have.
with weekly as (
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

returned as (
    select
        shop_id,
        order_id,
        sku_id,
        sum(in_net_sales) as refund,
        sum(in_return_lines) as return_cost,
        sum(goods_written_off) as goods_written_off,
        sum(cost_of_goods_recovered) as cost_of_goods_recovered,
        sum(outbound_freight_wasted) as outbound_freight_wasted
    from {{ ref('return_costs') }}
    where row_kind in ('return', 'settlement_refund', 'charge_without_return')
    group by shop_id, order_id, sku_id
),

margins as (
    select *
    from {{ ref('order_line_margins') }}
    where is_sold
),

weekly_margins as (
    select
        shop_id,
        order_week,
        sum(refunds) as refund,
        sum(return_cost) as return_cost
    from margins
    group by shop_id, order_week
)

select
    weekly_margins.shop_id,
    weekly_margins.order_week as week_or_order,
    cast(null as {{ dbt.type_string() }}) as sku_id,
    weekly_margins.refund,
    weekly.refund as refund_of_returns,
    weekly_margins.return_cost,
    weekly.return_cost as return_cost_of_returns
from weekly_margins
left join weekly on weekly_margins.shop_id = weekly.shop_id and weekly_margins.order_week = weekly.week
where
    weekly_margins.refund <> coalesce(weekly.refund, 0)
    or weekly_margins.return_cost <> coalesce(weekly.return_cost, 0)
union all
select
    margins.shop_id,
    margins.order_id as week_or_order,
    margins.sku_id,
    margins.refunds as refund,
    returned.refund as refund_of_returns,
    margins.return_cost,
    returned.return_cost as return_cost_of_returns
from margins
left join returned
    on
        margins.shop_id = returned.shop_id
        and margins.order_id = returned.order_id
        and margins.sku_id = returned.sku_id
where
    margins.refunds <> coalesce(returned.refund, 0)
    or margins.return_cost <> coalesce(returned.return_cost, 0)
    or coalesce(margins.goods_written_off, 0) <> coalesce(returned.goods_written_off, 0)
    or coalesce(margins.cost_of_goods_recovered, 0) <> coalesce(returned.cost_of_goods_recovered, 0)
    -- A refund beyond the value of its line wastes no more freight than there was.
    or (
        margins.refunds <= margins.gross_sales - margins.seller_discount
        and abs(coalesce(returned.outbound_freight_wasted, 0)) > abs(margins.last_mile)
    )
