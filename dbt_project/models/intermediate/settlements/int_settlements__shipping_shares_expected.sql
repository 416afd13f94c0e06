-- Each sold line's share of what the order brings for shipping, as long as no settlement says it.
with lines as (
    select
        shop_id,
        order_id,
        sku_id,
        value_local,
        quantity,
        currency,
        coalesce(shipping_fee_local, 0) + coalesce(shipping_platform_discount_local, 0)
            as order_shipping_local
    from {{ ref('int_orders__lines') }}
    where is_sold
),

currencies as (
    select
        currency,
        minor_unit
    from {{ ref('currencies') }}
),

lines_with_shipping as (
    select
        lines.shop_id,
        lines.order_id,
        lines.sku_id,
        lines.value_local,
        lines.quantity,
        lines.order_shipping_local,
        currencies.minor_unit
    from lines
    left join currencies on lines.currency = currencies.currency
    where lines.order_shipping_local != 0
)

{{ split_by_largest_remainder(
    relation='lines_with_shipping',
    columns=['shop_id', 'order_id', 'sku_id'],
    whole='order_shipping_local',
    minor_unit='minor_unit',
    weight='value_local',
    fallback_weight='quantity',
    group_by=['shop_id', 'order_id'],
    order_by=['order_id', 'sku_id'],
    part='shipping_income_local'
) }}
