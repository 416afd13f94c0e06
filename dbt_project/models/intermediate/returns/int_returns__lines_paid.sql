-- What the buyer paid for each line of an order of which something was asked back: after discounts, with its
-- share of the order's tax and shipping, less what the platform paid for a way of payment.
with orders_with_returns as (
    select distinct
        shop_id,
        order_id
    from {{ ref('stg_returns__returns') }}
),

currencies as (
    select
        currency,
        minor_unit
    from {{ ref('currencies') }}
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
        coalesce(order_lines.tax_local, 0) as tax_local,
        coalesce(order_lines.shipping_fee_local, 0) as shipping_fee_local,
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
shared as (
    {{ split_by_largest_remainder(
        relation='lines',
        columns=[
            'shop_id', 'order_id', 'sku_id', 'is_sold', 'quantity', 'value_local',
            'subtotal_after_discount_local', 'minor_unit', 'tax_local', 'shipping_fee_local',
        ],
        whole='paid_beside_goods_local',
        minor_unit='minor_unit',
        weight='subtotal_after_discount_local',
        fallback_weight='quantity',
        group_by=['shop_id', 'order_id'],
        order_by=['order_id', 'sku_id'],
        part='paid_beside_goods_share_local'
    ) }}
)

select
    shop_id,
    order_id,
    sku_id,
    is_sold,
    quantity,
    value_local,
    subtotal_after_discount_local,
    minor_unit,
    -- Of the whole order, as the export repeats them on each line.
    tax_local,
    shipping_fee_local,
    {{ money('subtotal_after_discount_local + paid_beside_goods_share_local') }} as paid_local
from shared
