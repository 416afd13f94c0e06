-- What a campaign spent on a product in a period, each campaign by the finest report that has it.
with report_rows as (
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
    from {{ ref('int_marketing__ads_report_rows') }}
),

superseded as (
    select
        shop_id,
        ad_account_id,
        report_from,
        report_to,
        report,
        campaign_id,
        product_id
    from {{ ref('int_marketing__ads_superseded') }}
)

select report_rows.*
from report_rows
left join superseded
    on
        report_rows.shop_id = superseded.shop_id
        and report_rows.ad_account_id = superseded.ad_account_id
        and report_rows.report_from = superseded.report_from
        and report_rows.report_to = superseded.report_to
        and report_rows.report = superseded.report
        and report_rows.campaign_id = superseded.campaign_id
        and report_rows.product_id = superseded.product_id
where superseded.shop_id is null
