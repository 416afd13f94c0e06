-- The refunded part of each sold line's value: what the settlement took back, else an estimate from the
-- returns export.
with completed_returns as (
    select
        shop_id,
        order_id,
        sku_id,
        refund_total_local
    from {{ ref('int_returns__returns_completed') }}
),

settled_refunds as (
    select
        shop_id,
        order_id,
        sku_id,
        refunds_local
    from {{ ref('int_settlements__lines_settled') }}
    where has_refund_row or refunds_local != 0
),

currencies as (
    select
        currency,
        minor_unit
    from {{ ref('currencies') }}
),

orders_with_returns as (
    select distinct
        shop_id,
        order_id
    from completed_returns
),

lines as (
    select
        order_lines.shop_id,
        order_lines.order_id,
        order_lines.sku_id,
        order_lines.is_sold,
        order_lines.quantity,
        order_lines.value_local,
        order_lines.subtotal_after_discount_local,
        currencies.minor_unit,
        coalesce(order_lines.tax_local, 0) + coalesce(order_lines.shipping_fee_local, 0)
        - coalesce(order_lines.payment_platform_discount_local, 0) as paid_beside_goods_local
    from {{ ref('int_orders__lines') }} as order_lines
    inner join orders_with_returns
        on
            order_lines.shop_id = orders_with_returns.shop_id
            and order_lines.order_id = orders_with_returns.order_id
    left join currencies on order_lines.currency = currencies.currency
),

-- A refund gives back tax and shipping too, and never what the platform paid for a way of payment; only its
-- share of the goods lowers the sales.
paid_by_customer as (
    {{ split_by_largest_remainder(
        relation='lines',
        columns=[
            'shop_id', 'order_id', 'sku_id', 'is_sold', 'value_local', 'subtotal_after_discount_local',
            'minor_unit',
        ],
        whole='paid_beside_goods_local',
        minor_unit='minor_unit',
        weight='subtotal_after_discount_local',
        fallback_weight='quantity',
        group_by=['shop_id', 'order_id'],
        order_by=['order_id', 'sku_id'],
        part='paid_beside_goods_share_local'
    ) }}
),

estimated_refunds as (
    select
        paid_by_customer.shop_id,
        paid_by_customer.order_id,
        paid_by_customer.sku_id,
        least(
            paid_by_customer.value_local,
            coalesce(
                {{ proportional(
                    'completed_returns.refund_total_local', 'paid_by_customer.value_local',
                    '(paid_by_customer.subtotal_after_discount_local'
                    ~ ' + paid_by_customer.paid_beside_goods_share_local)',
                    'paid_by_customer.minor_unit'
                ) }},
                completed_returns.refund_total_local
            )
        ) as refunds_local
    from paid_by_customer
    inner join completed_returns
        on
            paid_by_customer.shop_id = completed_returns.shop_id
            and paid_by_customer.order_id = completed_returns.order_id
            and paid_by_customer.sku_id = completed_returns.sku_id
    where paid_by_customer.is_sold
)

select
    coalesce(settled_refunds.shop_id, estimated_refunds.shop_id) as shop_id,
    coalesce(settled_refunds.order_id, estimated_refunds.order_id) as order_id,
    coalesce(settled_refunds.sku_id, estimated_refunds.sku_id) as sku_id,
    {{ money('coalesce(settled_refunds.refunds_local, estimated_refunds.refunds_local)') }} as refunds_local,
    settled_refunds.shop_id is null as is_estimated
from settled_refunds
full outer join estimated_refunds
    on
        settled_refunds.shop_id = estimated_refunds.shop_id
        and settled_refunds.order_id = estimated_refunds.order_id
        and settled_refunds.sku_id = estimated_refunds.sku_id
