-- Advertising on the lines of its rung, by value. What no line can bear keeps its week and has no order.
with spends as (
    select
        shop_id,
        ad_account_id,
        spend_week,
        campaign_id,
        product_id,
        spend,
        reporting_minor_unit,
        rung
    from {{ ref('int_marketing__ad_spend_laddered') }}
),

lines as (
    select
        shop_id,
        order_id,
        sku_id,
        order_week,
        product_id,
        quantity,
        line_value
    from {{ ref('int_marketing__sold_lines') }}
),

-- A spend without a product of its own can't name the others of its campaign either: its campaign is the
-- shop's.
products_of_rung as (
    select
        spends.shop_id,
        spends.ad_account_id,
        spends.spend_week,
        spends.campaign_id,
        spends.product_id,
        siblings.product_id as bearing_product_id
    from spends
    inner join spends as siblings
        on
            spends.shop_id = siblings.shop_id
            and spends.ad_account_id = siblings.ad_account_id
            and spends.spend_week = siblings.spend_week
            and spends.campaign_id = siblings.campaign_id
    where
        (spends.rung = 'product' and spends.product_id = siblings.product_id)
        or (spends.rung = 'campaign' and siblings.rung = 'product')
),

candidates as (
    select
        spends.*,
        lines.order_id,
        lines.sku_id,
        lines.quantity,
        lines.line_value
    from spends
    inner join products_of_rung
        on
            spends.shop_id = products_of_rung.shop_id
            and spends.ad_account_id = products_of_rung.ad_account_id
            and spends.spend_week = products_of_rung.spend_week
            and spends.campaign_id = products_of_rung.campaign_id
            and spends.product_id = products_of_rung.product_id
    inner join lines
        on
            spends.shop_id = lines.shop_id
            and spends.spend_week = lines.order_week
            and products_of_rung.bearing_product_id = lines.product_id
    where spends.spend <> 0
    union all
    select
        spends.*,
        lines.order_id,
        lines.sku_id,
        lines.quantity,
        lines.line_value
    from spends
    left join lines
        on
            spends.shop_id = lines.shop_id
            and spends.spend_week = lines.order_week
    where spends.rung in ('shop', 'unallocated') and spends.spend <> 0
),

split_over_lines as (
    {{ split_by_largest_remainder(
        relation='candidates',
        columns=['shop_id', 'spend_week', 'order_id', 'sku_id'],
        whole='spend',
        minor_unit='reporting_minor_unit',
        weight='line_value',
        fallback_weight='quantity',
        group_by=['shop_id', 'ad_account_id', 'spend_week', 'campaign_id', 'product_id'],
        order_by=['order_id', 'sku_id'],
        part='ad_spend'
    ) }}
)

select
    shop_id,
    spend_week,
    order_id,
    sku_id,
    {{ money('sum(ad_spend)') }} as ad_spend
from split_over_lines
group by shop_id, spend_week, order_id, sku_id
