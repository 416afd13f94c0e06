-- Both kinds of ads report in one form: what a campaign spent on a product in a period, creatives added up.
with gmv_max as (
    select
        shop_id,
        ad_account_id,
        report_from,
        report_to,
        currency,
        'gmv_max' as report,
        coalesce(nullif(trim(campaign_id), ''), campaign_name) as campaign_id,
        coalesce(nullif(trim(product_id), ''), 'none') as product_id,
        campaign_name,
        spend_local,
        attributed_sales_local,
        attributed_orders,
        impressions,
        clicks
    from {{ ref('stg_ads__gmv_max') }}
),

-- The ads manager names campaigns, numbers none and knows no product.
ads_manager as (
    select
        shop_id,
        ad_account_id,
        report_from,
        report_to,
        currency,
        'ads_manager' as report,
        concat_ws(':', 'ads_manager', campaign_name) as campaign_id,
        'none' as product_id,
        campaign_name,
        spend_local,
        cast(null as decimal(20, 4)) as attributed_sales_local,
        cast(null as integer) as attributed_orders,
        impressions,
        clicks
    from {{ ref('stg_ads__ads_manager') }}
),

creatives as (
    select * from gmv_max
    union all
    select * from ads_manager
)

select
    shop_id,
    ad_account_id,
    report_from,
    report_to,
    currency,
    report,
    campaign_id,
    product_id,
    max(campaign_name) as campaign_name,
    sum(spend_local) as spend_local,
    sum(attributed_sales_local) as attributed_sales_local,
    sum(attributed_orders) as attributed_orders,
    sum(impressions) as impressions,
    sum(clicks) as clicks
from creatives
group by shop_id, ad_account_id, report_from, report_to, currency, report, campaign_id, product_id
