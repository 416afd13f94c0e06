-- The lines that can bear advertising: sold ones, with their product and their value in the reporting
-- currency.
with lines as (
    select
        shop_id,
        order_id,
        sku_id,
        seller_sku,
        order_week,
        ordered_on,
        quantity,
        value_local,
        currency
    from {{ ref('int_orders__lines') }}
    where is_sold
),

conversions as (
    select
        currency,
        day_on,
        rate,
        reporting_minor_unit
    from {{ ref('int_margin__conversions') }}
),

products as (
    select
        shop_id,
        seller_sku,
        product_id
    from {{ ref('int_costs__product_costs_dated') }}
    where is_newest
)

select
    lines.shop_id,
    lines.order_id,
    lines.sku_id,
    lines.order_week,
    products.product_id,
    lines.quantity,
    {{ converted('lines.value_local', 'conversions.rate', 'conversions.reporting_minor_unit') }} as line_value
from lines
left join conversions
    on
        lines.currency = conversions.currency
        and lines.ordered_on = conversions.day_on
left join products
    on
        lines.shop_id = products.shop_id
        and lines.seller_sku = products.seller_sku
