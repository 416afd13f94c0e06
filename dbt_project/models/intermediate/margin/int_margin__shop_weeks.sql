-- The margin of each shop and week, and of all shops together under `all`.
with margins as (
    select *
    from {{ ref('int_margin__margins_weekly') }}
),

members as (
    select
        shop_id,
        member_id
    from {{ ref('int_margin__shop_members') }}
),

orders as (
    select
        shop_id,
        order_week,
        order_count
    from {{ ref('int_margin__orders_weekly') }}
),

order_counts as (
    select
        members.shop_id,
        orders.order_week,
        sum(orders.order_count) as order_count
    from orders
    inner join members on orders.shop_id = members.member_id
    group by members.shop_id, orders.order_week
),

-- What the lines of an SKU without a cost would add if its goods were free: left out of the margins, and in
-- columns of its own, so that every level still closes.
free_goods as (
    select
        *,
        net_sales + shipping_income - coalesce(cost_of_goods, 0) + coalesce(cost_of_goods_recovered, 0)
            as free_cm1,
        fulfilment_cost + coalesce(platform_fees, 0) + return_cost as cost_to_cm2,
        ad_spend + affiliate_commission + coalesce(sample_cost, 0) + other_marketing as cost_to_cm3
    from margins
),

levels as (
    select
        *,
        free_cm1 - cost_to_cm2 as free_cm2,
        free_cm1 - cost_to_cm2 - cost_to_cm3 as free_cm3
    from free_goods
),

summed as (
    select
        members.shop_id,
        levels.order_week as week,
        cast(sum(levels.unit_count) as integer) as units,
        {{ money('sum(levels.gross_sales)') }} as gross_sales,
        {{ money('sum(levels.seller_discount)') }} as seller_discount,
        {{ money('sum(levels.platform_discount)') }} as platform_discount,
        {{ money('sum(levels.refunds)') }} as refunds,
        {{ money('sum(levels.net_sales)') }} as net_sales,
        {{ money('sum(levels.shipping_income)') }} as shipping_income,
        {{ money('sum(coalesce(levels.cost_of_goods, 0))') }} as cost_of_goods,
        {{ money('sum(coalesce(levels.cost_of_goods_recovered, 0))') }} as cost_of_goods_recovered,
        {{ money('sum(levels.fulfilment_cost)') }} as fulfilment_cost,
        {{ money('sum(coalesce(levels.platform_fees, 0))') }} as platform_fees,
        {{ money('sum(levels.return_cost)') }} as return_cost,
        {{ money('sum(levels.ad_spend)') }} as ad_spend,
        {{ money('sum(levels.affiliate_commission)') }} as affiliate_commission,
        {{ money('sum(coalesce(levels.sample_cost, 0))') }} as sample_cost,
        {{ money('sum(levels.other_marketing)') }} as other_marketing,
        {{ money('sum(levels.cm1)') }} as cm1,
        {{ money('sum(levels.cm2)') }} as cm2,
        {{ money('sum(levels.cm3)') }} as cm3,
        case
            when count(case when levels.cm3 is not null and levels.cm3_expected is null then 1 end) = 0
                then {{ money('sum(levels.cm3_expected)') }}
        end as cm3_expected,
        {{ money('sum(case when levels.cm1 is null then levels.free_cm1 else 0 end)') }} as cm1_left_out,
        {{ money('sum(case when levels.cm2 is null then levels.free_cm2 else 0 end)') }} as cm2_left_out,
        {{ money('sum(case when levels.cm3 is null then levels.free_cm3 else 0 end)') }} as cm3_left_out,
        cast(sum(levels.unknown_cost_line_count) as integer) as unknown_cost_line_count
    from levels
    inner join members on levels.shop_id = members.member_id
    group by members.shop_id, levels.order_week
)

select
    summed.*,
    cast(coalesce(order_counts.order_count, 0) as integer) as orders
from summed
left join order_counts
    on
        summed.shop_id = order_counts.shop_id
        and summed.week = order_counts.order_week
