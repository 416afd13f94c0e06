with lines as (
    select *
    from {{ ref('int_orders__lines') }}
),

refunds as (
    select
        shop_id,
        order_id,
        sku_id,
        refunds_local
    from {{ ref('int_returns__line_refunds') }}
),

sales as (
    select
        lines.*,
        case when lines.is_sold then lines.list_amount_local else 0 end as gross_sales,
        case when lines.is_sold then lines.seller_discount_local else 0 end as seller_discount,
        case when lines.is_sold then lines.platform_discount_local else 0 end as platform_discount,
        case when lines.is_sold then coalesce(refunds.refunds_local, 0) else 0 end as refunds
    from lines
    left join refunds
        on
            lines.shop_id = refunds.shop_id
            and lines.order_id = refunds.order_id
            and lines.sku_id = refunds.sku_id
)

select
    shop_id,
    order_id,
    sku_id,
    market,
    seller_sku,
    product_name,
    variation,
    product_category,
    order_status,
    order_substatus,
    cancellation_type,
    fulfillment_type,
    shipped_by,
    service_level,
    payment_kind,
    country_code,
    region,
    warehouse,
    carrier,
    package_id,
    tracking_id,
    is_sold,
    is_sample,
    is_cancelled,
    ordered_at,
    ordered_on,
    order_week,
    quantity,
    unit_price_local,
    list_amount_local,
    cast(gross_sales as decimal(20, 4)) as gross_sales_local,
    cast(seller_discount as decimal(20, 4)) as seller_discount_local,
    cast(platform_discount as decimal(20, 4)) as platform_discount_local,
    cast(refunds as decimal(20, 4)) as refunds_local,
    cast(gross_sales - seller_discount - refunds as decimal(20, 4)) as net_sales_local,
    currency,
    source_file,
    source_row
from sales
