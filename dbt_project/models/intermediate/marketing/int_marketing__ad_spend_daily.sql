-- A report's figures spread evenly over the days of its period, so that a week gets its own share of a
-- longer report.
with reports as (
    select
        shop_id,
        ad_account_id,
        report_from,
        report_to,
        currency,
        report,
        campaign_id,
        product_id,
        campaign_name,
        spend_local,
        attributed_sales_local,
        attributed_orders,
        impressions,
        clicks
    from {{ ref('int_marketing__ads_reports') }}
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
    select
        days.*,
        names.measure,
        case names.measure
            when 'spend' then days.spend_local
            when 'attributed_sales' then days.attributed_sales_local
            when 'attributed_orders' then days.attributed_orders
            when 'impressions' then days.impressions
            when 'clicks' then days.clicks
        end as figure,
        case when names.measure in ('spend', 'attributed_sales') then days.minor_unit else 0 end as digits
    from days
    cross join (
        values ('spend'), ('attributed_sales'), ('attributed_orders'), ('impressions'), ('clicks')
    ) as names (measure)
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
