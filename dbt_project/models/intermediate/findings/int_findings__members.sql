-- Which groups each line belongs to, and among which others it is compared: a SKU or size with its product,
-- a carrier, warehouse or creator with orders of the same goods, a reason with the reasons of the whole
-- shop.
{{ config(materialized='view') }}

with lines as (
    select *
    from {{ ref('int_findings__lines') }}
),

creators as (
    select distinct
        shop_id,
        order_id,
        sku_id,
        nullif(trim(creator_username), '') as creator
    from {{ ref('stg_affiliate_orders__commissions') }}
),

members as (
    select
        lines.*,
        'sku' as dimension,
        lines.product_key as compared_in,
        lines.sku_id as member,
        lines.product_key as stratum
    from lines
    union all
    select
        lines.*,
        'size' as dimension,
        lines.product_key as compared_in,
        lines.shared_size as member,
        lines.product_key as stratum
    from lines
    union all
    select
        lines.*,
        'carrier' as dimension,
        'shop' as compared_in,
        lines.carrier as member,
        lines.basket as stratum
    from lines
    union all
    select
        lines.*,
        'warehouse' as dimension,
        'shop' as compared_in,
        lines.warehouse as member,
        lines.basket as stratum
    from lines
    union all
    select
        lines.*,
        'creator' as dimension,
        'shop' as compared_in,
        creators.creator as member,
        lines.basket as stratum
    from lines
    left join creators
        on
            lines.shop_id = creators.shop_id
            and lines.order_id = creators.order_id
            and lines.sku_id = creators.sku_id
    union all
    select
        lines.*,
        'reason' as dimension,
        lines.product_key as compared_in,
        lines.reason as member,
        'shop' as stratum
    from lines
    where lines.is_returned
)

select
    shop_id,
    order_id,
    sku_id,
    order_week,
    dimension,
    compared_in,
    member,
    stratum,
    is_returned,
    reason,
    return_cost
from members
