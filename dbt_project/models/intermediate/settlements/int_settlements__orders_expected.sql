-- What each order should settle to: what its settled lines and refunds should have come to by now, and what
-- is awaited.
with lines as (
    select
        shop_id,
        order_id,
        is_settled,
        income_local,
        shipping_local,
        fees_local,
        taken_back_local,
        refund_to_come_local,
        fees_of_refund_local
    from {{ ref('int_settlements__lines_expected') }}
),

order_lines as (
    select
        shop_id,
        order_id,
        order_week,
        currency,
        timezone,
        delivered_at
    from {{ ref('int_orders__lines') }}
),

-- A refund can be settled before its sale: what it took back is there, the sale is awaited.
expected as (
    select
        shop_id,
        order_id,
        count(*) as sold_line_count,
        count(case when is_settled then 1 end) as settled_line_count,
        sum(case when is_settled then income_local else 0 end - taken_back_local) as sales_local,
        sum(case when is_settled then shipping_local else 0 end) as shipping_local,
        sum(case when is_settled then fees_local else 0 end + fees_of_refund_local) as fees_local,
        sum(case when is_settled then 0 else income_local - fees_local end - refund_to_come_local)
            as awaited_local
    from lines
    group by shop_id, order_id
),

orders as (
    select
        shop_id,
        order_id,
        min(order_week) as order_week,
        max(currency) as currency,
        {{ to_local_date('max(delivered_at)', 'max(timezone)') }} as delivered_on,
        max(timezone) as timezone
    from order_lines
    group by shop_id, order_id
)

select
    orders.shop_id,
    orders.order_id,
    orders.order_week,
    orders.currency,
    orders.delivered_on,
    orders.timezone,
    coalesce(expected.sold_line_count, 0) as sold_line_count,
    coalesce(expected.settled_line_count, 0) as settled_line_count,
    {{ money('coalesce(expected.sales_local, 0)') }} as sales_local,
    {{ money('coalesce(expected.shipping_local, 0)') }} as shipping_local,
    {{ money('coalesce(expected.fees_local, 0)') }} as fees_local,
    {{ money('coalesce(expected.awaited_local, 0)') }} as awaited_local
from orders
left join expected
    on
        orders.shop_id = expected.shop_id
        and orders.order_id = expected.order_id
