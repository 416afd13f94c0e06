-- What a coarser report says of a campaign that a finer one has on the same days: the same money again. By
-- the campaign's number, or by its name where one of the two has no number. A report by ad that names no
-- campaign gives way to any report of campaigns by the ads manager.
with report_rows as (
    select
        shop_id,
        ad_account_id,
        report_from,
        report_to,
        report,
        kind_rank,
        campaign_id,
        product_id,
        campaign_number,
        campaign_key,
        spend_local
    from {{ ref('int_marketing__ads_report_rows') }}
),

campaigns as (
    select distinct
        shop_id,
        ad_account_id,
        report_from,
        report_to,
        report,
        kind_rank,
        campaign_number,
        campaign_key
    from report_rows
),

pairs as (
    select
        report_rows.shop_id,
        report_rows.ad_account_id,
        report_rows.report_from,
        report_rows.report_to,
        report_rows.report,
        report_rows.campaign_id,
        report_rows.product_id,
        report_rows.spend_local,
        campaigns.report as better_report,
        {{ days_between(
            'greatest(report_rows.report_from, campaigns.report_from)',
            'least(report_rows.report_to, campaigns.report_to)'
        ) }} + 1 as shared_days
    from report_rows
    inner join campaigns
        on
            report_rows.shop_id = campaigns.shop_id
            and report_rows.ad_account_id = campaigns.ad_account_id
            and report_rows.kind_rank > campaigns.kind_rank
            and report_rows.report_from <= campaigns.report_to
            and report_rows.report_to >= campaigns.report_from
            and (
                report_rows.campaign_number = campaigns.campaign_number
                or (
                    (report_rows.campaign_number is null or campaigns.campaign_number is null)
                    and report_rows.campaign_key = campaigns.campaign_key
                )
                or (report_rows.campaign_id = 'ads_manager_ads' and campaigns.report = 'ads_manager')
            )
),

-- All campaigns of one report have its days: a row without a campaign meets each of them.
periods as (
    select distinct
        shop_id,
        ad_account_id,
        report_from,
        report_to,
        report,
        campaign_id,
        product_id,
        spend_local,
        better_report,
        shared_days
    from pairs
),

covered as (
    select
        shop_id,
        ad_account_id,
        report_from,
        report_to,
        report,
        campaign_id,
        product_id,
        better_report,
        max(spend_local) as spend_local,
        sum(shared_days) as shared_days
    from periods
    group by
        shop_id, ad_account_id, report_from, report_to, report, campaign_id, product_id, better_report
)

select
    shop_id,
    ad_account_id,
    report_from,
    report_to,
    report,
    campaign_id,
    product_id,
    max(spend_local) as spend_local,
    cast(max(shared_days) as integer) as shared_days,
    {{ text_list('better_report', 'better_report') }} as better_reports
from covered
group by shop_id, ad_account_id, report_from, report_to, report, campaign_id, product_id
