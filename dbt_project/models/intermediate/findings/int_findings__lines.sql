-- Sold lines with all that their returns may be laid to. Products are told apart by the cost list's number,
-- which the SKUs of the same title share, else by the title.
with lines as (
    select
        shop_id,
        order_id,
        sku_id,
        seller_sku,
        order_week,
        ordered_at,
        product_name,
        variation,
        warehouse,
        carrier
    from {{ ref('int_orders__lines') }}
    where is_sold
),

newest as (
    select
        shop_id,
        sku_id,
        seller_sku,
        product_name,
        variation
    from lines
    qualify row_number() over (
        partition by shop_id, sku_id order by ordered_at desc nulls last, order_id desc
    ) = 1
),

listed as (
    select
        shop_id,
        seller_sku,
        product_id
    from {{ ref('int_costs__product_costs_dated') }}
    where is_newest
),

named as (
    select
        newest.shop_id,
        newest.sku_id,
        sizes.size,
        coalesce(
            listed.product_id,
            max(listed.product_id) over (partition by newest.shop_id, newest.product_name),
            newest.product_name,
            newest.sku_id
        ) as product_key
    from newest
    left join listed on newest.shop_id = listed.shop_id and newest.seller_sku = listed.seller_sku
    left join {{ ref('int_returns__variation_sizes') }} as sizes on newest.variation = sizes.variation
),

-- A size that one SKU has alone is that SKU, and is compared as such.
products as (
    select
        *,
        count(size) over (partition by shop_id, product_key, size) > 1 as is_size_shared
    from named
),

returned as (
    select
        shop_id,
        order_id,
        sku_id,
        reason
    from {{ ref('int_returns__line_costs') }}
    where returned_unit_count > 0 or refund > 0
),

costs as (
    select
        shop_id,
        order_id,
        sku_id,
        sum(total_return_cost) as return_cost
    from {{ ref('int_returns__costs') }}
    group by shop_id, order_id, sku_id
)

select
    lines.shop_id,
    lines.order_id,
    lines.sku_id,
    lines.order_week,
    products.product_key,
    case when products.is_size_shared then products.size end as shared_size,
    lines.warehouse,
    lines.carrier,
    -- Orders are compared with orders of the same goods: the SKU with the smallest number, alone or not.
    concat(
        min(lines.sku_id) over (partition by lines.shop_id, lines.order_id),
        case when count(*) over (partition by lines.shop_id, lines.order_id) > 1 then ' and more' else '' end
    ) as basket,
    returned.order_id is not null as is_returned,
    returned.reason,
    case when returned.order_id is not null then {{ money('coalesce(costs.return_cost, 0)') }} else 0 end
        as return_cost
from lines
inner join products on lines.shop_id = products.shop_id and lines.sku_id = products.sku_id
left join returned
    on
        lines.shop_id = returned.shop_id
        and lines.order_id = returned.order_id
        and lines.sku_id = returned.sku_id
left join costs
    on
        lines.shop_id = costs.shop_id
        and lines.order_id = costs.order_id
        and lines.sku_id = costs.sku_id
