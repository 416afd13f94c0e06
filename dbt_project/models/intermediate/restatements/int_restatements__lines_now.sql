-- What is published of each line: its part in the headlines, with the sign it has there. An SKU whose margin
-- is unknown keeps its sales, and its lines stay out of the margins.
with margins as (
    select
        shop_id,
        order_week,
        sku_id,
        gross_sales,
        seller_discount,
        refunds,
        shipping_income,
        cost_of_goods,
        cost_of_goods_recovered,
        fulfilment_cost,
        platform_fees,
        return_cost,
        ad_spend,
        other_marketing,
        affiliate_commission,
        sample_cost,
        cm3
    from {{ ref('int_margin__margins_weekly') }}
),

lines as (
    select
        lines.shop_id,
        lines.order_id,
        lines.sku_id,
        lines.order_week,
        coalesce(margins.cm3 is not null, true) as counts_in_margin,
        lines.gross_sales - lines.seller_discount as sales,
        -lines.refunds as refunds,
        lines.shipping_income as shipping,
        coalesce(lines.cost_of_goods_recovered, 0) - coalesce(lines.cost_of_goods, 0) as goods,
        -lines.fulfilment_cost as fulfilment,
        -coalesce(lines.platform_fees, 0) as fees,
        -lines.return_cost as return_cost,
        -lines.ad_spend - lines.other_marketing as ads,
        -lines.affiliate_commission - coalesce(lines.sample_cost, 0) as creators
    from {{ ref('int_margin__line_margins') }} as lines
    left join margins
        on
            lines.shop_id = margins.shop_id
            and lines.order_week = margins.order_week
            and lines.sku_id = margins.sku_id
    where lines.order_week is not null
    union all
    select
        shop_id,
        'unallocated' as order_id,
        order_week as sku_id,
        order_week,
        cm3 is not null as counts_in_margin,
        gross_sales - seller_discount as sales,
        -refunds as refunds,
        shipping_income as shipping,
        coalesce(cost_of_goods_recovered, 0) - coalesce(cost_of_goods, 0) as goods,
        -fulfilment_cost as fulfilment,
        -coalesce(platform_fees, 0) as fees,
        -return_cost as return_cost,
        -ad_spend - other_marketing as ads,
        -affiliate_commission - coalesce(sample_cost, 0) as creators
    from margins
    where sku_id = 'unallocated'
)

select
    shop_id,
    order_id,
    sku_id,
    order_week,
    counts_in_margin,
    {{ money('sales') }} as sales,
    {{ money('refunds') }} as refunds,
    {{ money('shipping') }} as shipping,
    {{ money('goods') }} as goods,
    {{ money('fulfilment') }} as fulfilment,
    {{ money('fees') }} as fees,
    {{ money('return_cost') }} as return_cost,
    {{ money('ads') }} as ads,
    {{ money('creators') }} as creators
from lines
where
    sales <> 0 or refunds <> 0 or shipping <> 0 or goods <> 0 or fulfilment <> 0 or fees <> 0
    or return_cost <> 0 or ads <> 0 or creators <> 0
