-- On which rung each spend stands: its own product's lines, its campaign's other products, the whole shop,
-- or nobody.
with spends as (
    select
        shop_id,
        ad_account_id,
        spend_week,
        campaign_id,
        product_id,
        spend,
        reporting_minor_unit
    from {{ ref('int_marketing__ad_spend_weekly') }}
),

products_sold as (
    select distinct
        shop_id,
        order_week,
        product_id
    from {{ ref('int_marketing__sold_lines') }}
    where product_id is not null
),

shops_that_sold as (
    select distinct
        shop_id,
        order_week
    from {{ ref('int_marketing__sold_lines') }}
),

campaigns_that_sold as (
    select distinct
        spends.shop_id,
        spends.ad_account_id,
        spends.spend_week,
        spends.campaign_id
    from spends
    inner join products_sold
        on
            spends.shop_id = products_sold.shop_id
            and spends.spend_week = products_sold.order_week
            and spends.product_id = products_sold.product_id
)

select
    spends.shop_id,
    spends.ad_account_id,
    spends.spend_week,
    spends.campaign_id,
    spends.product_id,
    spends.spend,
    spends.reporting_minor_unit,
    case
        when products_sold.product_id is not null then 'product'
        when campaigns_that_sold.campaign_id is not null then 'campaign'
        when shops_that_sold.shop_id is not null then 'shop'
        else 'unallocated'
    end as rung
from spends
left join products_sold
    on
        spends.shop_id = products_sold.shop_id
        and spends.spend_week = products_sold.order_week
        and spends.product_id = products_sold.product_id
left join campaigns_that_sold
    on
        spends.shop_id = campaigns_that_sold.shop_id
        and spends.ad_account_id = campaigns_that_sold.ad_account_id
        and spends.spend_week = campaigns_that_sold.spend_week
        and spends.campaign_id = campaigns_that_sold.campaign_id
        and spends.product_id <> 'none'
left join shops_that_sold
    on
        spends.shop_id = shops_that_sold.shop_id
        and spends.spend_week = shops_that_sold.order_week
