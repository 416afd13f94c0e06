with lines as (
    select
        shop_id,
        sku_id,
        order_id,
        market,
        seller_sku,
        product_name,
        variation,
        product_category,
        ordered_at,
        ordered_on
    from {{ ref('int_orders__lines') }}
),

costs as (
    select
        shop_id,
        seller_sku,
        product_id,
        currency,
        unit_cost,
        valid_from
    from {{ ref('int_costs__product_costs_dated') }}
    where is_newest
),

-- Names change over time: the SKU is called what its newest order calls it.
newest as (
    select *
    from lines
    qualify row_number() over (
        partition by shop_id, sku_id order by ordered_at desc nulls last, order_id desc
    ) = 1
),

first_sales as (
    select
        shop_id,
        sku_id,
        min(ordered_on) as first_ordered_on,
        max(ordered_on) as last_ordered_on
    from lines
    group by shop_id, sku_id
)

select
    newest.shop_id,
    newest.sku_id,
    newest.market,
    newest.seller_sku,
    newest.product_name,
    newest.variation,
    newest.product_category,
    costs.product_id,
    costs.unit_cost as newest_unit_cost,
    costs.currency as cost_currency,
    costs.valid_from as cost_valid_from,
    costs.unit_cost is not null as has_cost,
    first_sales.first_ordered_on,
    first_sales.last_ordered_on
from newest
inner join first_sales on newest.shop_id = first_sales.shop_id and newest.sku_id = first_sales.sku_id
left join costs on newest.shop_id = costs.shop_id and newest.seller_sku = costs.seller_sku
