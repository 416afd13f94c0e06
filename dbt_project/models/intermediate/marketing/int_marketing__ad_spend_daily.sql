-- A report's figures spread evenly over the days of its period, so that a week gets its own share of a longer
-- report.
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
        max(campaign_name) as campaign_name,
        sum(spend_local) as spend_local,
        sum(attributed_sales_local) as attributed_sales_local,
        sum(attributed_orders) as attributed_orders,
        sum(impressions) as impressions,
        sum(clicks) as clicks
    from {{ ref('stg_ads__gmv_max') }}
    group by 1, 2, 3, 4, 5, 6, 7, 8
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
        sum(spend_local) as spend_local,
        cast(null as decimal(20, 4)) as attributed_sales_local,
        cast(null as bigint) as attributed_orders,
        sum(impressions) as impressions,
        sum(clicks) as clicks
    from {{ ref('stg_ads__ads_manager') }}
    group by 1, 2, 3, 4, 5, 6, 7, 8, 9
),

reports as (
    select * from gmv_max
    union all
    select * from ads_manager
),

currencies as (
    select
        currency,
        minor_unit
    from {{ ref('currencies') }}
),

days as (
    select
        reports.*,
        currencies.minor_unit,
        {{ days_from_to('reports.report_from', 'reports.report_to') }} as spend_on
    from reports
    left join currencies on reports.currency = currencies.currency
),

measures as (
    select *, 'spend' as measure, spend_local as figure, minor_unit as digits
    from days
    union all
    select *, 'attributed_sales' as measure, attributed_sales_local as figure, minor_unit as digits
    from days
    union all
    select *, 'attributed_orders' as measure, attributed_orders as figure, 0 as digits
    from days
    union all
    select *, 'impressions' as measure, impressions as figure, 0 as digits
    from days
    union all
    select *, 'clicks' as measure, clicks as figure, 0 as digits
    from days
),

figures_per_day as (
    {{ split_by_largest_remainder(
        relation='measures',
        columns=[
            'shop_id', 'ad_account_id', 'spend_on', 'report', 'campaign_id', 'campaign_name', 'product_id',
            'currency', 'measure',
        ],
        whole='figure',
        minor_unit='digits',
        weight='1',
        fallback_weight='1',
        group_by=[
            'shop_id', 'ad_account_id', 'report_from', 'report_to', 'report', 'campaign_id', 'product_id',
            'currency', 'measure',
        ],
        order_by=['spend_on'],
        part='figure'
    ) }}
)

select
    shop_id,
    ad_account_id,
    spend_on,
    campaign_id,
    product_id,
    report,
    currency,
    {{ iso_week_key('spend_on') }} as spend_week,
    max(campaign_name) as campaign_name,
    {{ money("sum(case when measure = 'spend' then coalesce(figure, 0) else 0 end)") }} as spend_local,
    {{ money("sum(case when measure = 'attributed_sales' then figure end)") }} as attributed_sales_local,
    cast(sum(case when measure = 'attributed_orders' then figure end) as integer) as attributed_orders,
    cast(sum(case when measure = 'impressions' then figure end) as bigint) as impressions,
    cast(sum(case when measure = 'clicks' then figure end) as bigint) as clicks
from figures_per_day
group by shop_id, ad_account_id, spend_on, campaign_id, product_id, report, currency
