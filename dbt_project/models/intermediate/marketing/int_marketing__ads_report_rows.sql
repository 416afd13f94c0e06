-- Every kind of ads report in one form, the finest kind first. The ads manager numbers no campaigns: its name
-- is all there is.
with gmv_max as (
    select
        shop_id,
        ad_account_id,
        report_from,
        report_to,
        currency,
        'gmv_max' as report,
        1 as kind_rank,
        nullif(trim(campaign_id), '') as campaign_number,
        coalesce(nullif(trim(product_id), ''), 'none') as product_id,
        campaign_name,
        spend_local,
        attributed_sales_local,
        attributed_orders,
        impressions,
        clicks
    from {{ ref('stg_ads__gmv_max') }}
),

live as (
    select
        shop_id,
        ad_account_id,
        report_from,
        report_to,
        currency,
        report_kind as report,
        case when report_kind = 'live_campaign' then 2 else 3 end as kind_rank,
        nullif(trim(campaign_id), '') as campaign_number,
        'none' as product_id,
        campaign_name,
        spend_local,
        attributed_sales_local,
        attributed_orders,
        cast(null as bigint) as impressions,
        cast(null as bigint) as clicks
    from {{ ref('stg_ads__live') }}
),

ads_manager as (
    select
        shop_id,
        ad_account_id,
        report_from,
        report_to,
        currency,
        'ads_manager' as report,
        4 as kind_rank,
        cast(null as {{ dbt.type_string() }}) as campaign_number,
        'none' as product_id,
        campaign_name,
        spend_local,
        cast(null as decimal(20, 4)) as attributed_sales_local,
        cast(null as integer) as attributed_orders,
        impressions,
        clicks
    from {{ ref('stg_ads__ads_manager') }}
),

ads_manager_ads as (
    select
        shop_id,
        ad_account_id,
        report_from,
        report_to,
        currency,
        'ads_manager_ads' as report,
        5 as kind_rank,
        cast(null as {{ dbt.type_string() }}) as campaign_number,
        'none' as product_id,
        campaign_name,
        spend_local,
        cast(null as decimal(20, 4)) as attributed_sales_local,
        cast(null as integer) as attributed_orders,
        impressions,
        clicks
    from {{ ref('stg_ads__ads_manager_ads') }}
),

every_kind as (
    select * from gmv_max
    union all
    select * from live
    union all
    select * from ads_manager
    union all
    select * from ads_manager_ads
),

named as (
    select
        *,
        case
            when campaign_number is not null then campaign_number
            when report = 'gmv_max' then campaign_name
            when nullif(trim(campaign_name), '') is null then report
            else concat_ws(':', 'ads_manager', campaign_name)
        end as campaign_id
    from every_kind
)

select
    shop_id,
    ad_account_id,
    report_from,
    report_to,
    currency,
    report,
    kind_rank,
    campaign_id,
    product_id,
    max(campaign_number) as campaign_number,
    max(nullif(lower(trim(campaign_name)), '')) as campaign_key,
    max(campaign_name) as campaign_name,
    sum(spend_local) as spend_local,
    sum(attributed_sales_local) as attributed_sales_local,
    sum(attributed_orders) as attributed_orders,
    sum(impressions) as impressions,
    sum(clicks) as clicks
from named
group by shop_id, ad_account_id, report_from, report_to, currency, report, kind_rank, campaign_id, product_id
