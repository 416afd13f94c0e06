-- What a SKU usually leaves of its sales: cm2 of its sold lines over what they sold for. Lines without a cost
-- have no margin and stay out; a SKU that never sold with one has the shop's.
with lines as (
    select
        shop_id,
        sku_id,
        gross_sales - seller_discount as sales,
        cm2
    from {{ ref('int_margin__line_margins') }}
    where is_sold and not is_cost_unknown
),

per_sku as (
    select
        shop_id,
        sku_id,
        sum(sales) as sales,
        sum(cm2) as cm2
    from lines
    group by shop_id, sku_id
),

per_shop as (
    select
        shop_id,
        'of the shop' as sku_id,
        sum(sales) as sales,
        sum(cm2) as cm2
    from lines
    group by shop_id
)

select
    shop_id,
    sku_id,
    {{ money('sales') }} as sales,
    {{ money('cm2') }} as cm2
from per_sku
where sales > 0
union all
select
    shop_id,
    sku_id,
    {{ money('sales') }} as sales,
    {{ money('cm2') }} as cm2
from per_shop
where sales > 0
