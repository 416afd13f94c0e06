-- What each order should settle to, from its lines.
with lines as (
    select *
    from {{ ref('int_settlements__lines_expected') }}
),

orders as (
    select
        shop_id,
        order_id,
        order_week,
        currency,
        delivered_at,
        is_sold
    from {{ ref('int_orders__lines') }}
),

expected as (
    select
        shop_id,
        order_id,
        count(*) as sold_line_count,
        count(case when is_settled then 1 end) as settled_line_count,
        count(case when has_refund_to_come then 1 end) as refund_to_come_count,
        sum(sales_local + shipping_local) as sales_local,
        sum(
            referral_fee_local + last_mile_local + affiliate_commission_local + refund_administration_fee_local
        ) as fees_local
    from lines
    group by shop_id, order_id
),

all_orders as (
    select
        shop_id,
        order_id,
        min(order_week) as order_week,
        max(currency) as currency,
        max(delivered_at) as delivered_at
    from orders
    group by shop_id, order_id
)

select
    all_orders.shop_id,
    all_orders.order_id,
    all_orders.order_week,
    all_orders.currency,
    all_orders.delivered_at,
    coalesce(expected.sold_line_count, 0) as sold_line_count,
    coalesce(expected.settled_line_count, 0) as settled_line_count,
    coalesce(expected.refund_to_come_count, 0) as refund_to_come_count,
    {{ money('coalesce(expected.sales_local, 0)') }} as sales_local,
    {{ money('coalesce(expected.fees_local, 0)') }} as fees_local
from all_orders
left join expected
    on
        all_orders.shop_id = expected.shop_id
        and all_orders.order_id = expected.order_id
