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

-- A bundle costs what its parts do: on its newest line that sold or was given away.
goods as (
    select
        shop_id,
        sku_id,
        order_id,
        has_cost,
        case when count(*) = 1 then max(unit_cost) end as unit_cost,
        case when count(*) = 1 then max(cost_currency) end as cost_currency
    from {{ ref('int_costs__line_goods') }}
    group by shop_id, sku_id, order_id, ordered_on, has_cost
    qualify row_number() over (partition by shop_id, sku_id order by ordered_on desc, order_id desc) = 1
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
    {{ money('coalesce(costs.unit_cost, goods.unit_cost)') }} as newest_unit_cost,
    case when costs.unit_cost is null then goods.cost_currency else costs.currency end as cost_currency,
    costs.valid_from as cost_valid_from,
    costs.unit_cost is not null or coalesce(goods.has_cost, false) as has_cost,
    first_sales.first_ordered_on,
    first_sales.last_ordered_on
from newest
inner join first_sales on newest.shop_id = first_sales.shop_id and newest.sku_id = first_sales.sku_id
left join goods on newest.shop_id = goods.shop_id and newest.sku_id = goods.sku_id
left join costs on newest.shop_id = costs.shop_id and newest.seller_sku = costs.seller_sku
