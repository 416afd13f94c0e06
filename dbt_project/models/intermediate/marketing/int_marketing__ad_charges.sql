-- Advertising that the settlement charged, with the campaign and report it pays for where the amounts agree
-- to the cent, with VAT or without: the newest report that ended before the charge, at most 31 days ago. One
-- report of a campaign explains one charge.
with charges as (
    select
        settlement_line_id,
        shop_id,
        statement_on,
        currency,
        -amount_local as charged_local
    from {{ ref('int_settlements__amounts_classified') }}
    where margin_line = 'ad_charge' and counts_in_total and amount_local <> 0
),

vat_rates as (
    select
        shop_id,
        vat_rate
    from {{ ref('int_marketing__vat_rates') }}
),

currencies as (
    select
        currency,
        minor_unit
    from {{ ref('currencies') }}
),

campaigns as (
    select
        reports.shop_id,
        reports.ad_account_id,
        reports.campaign_id,
        reports.report_from,
        reports.report_to,
        reports.currency,
        currencies.minor_unit,
        vat_rates.vat_rate,
        {{ money('sum(reports.spend_local)') }} as spend_local
    from {{ ref('int_marketing__ads_reports') }} as reports
    left join vat_rates on reports.shop_id = vat_rates.shop_id
    left join currencies on reports.currency = currencies.currency
    group by
        reports.shop_id, reports.ad_account_id, reports.campaign_id, reports.report_from, reports.report_to,
        reports.currency, currencies.minor_unit, vat_rates.vat_rate
),

amounts as (
    select
        campaigns.*,
        false as bears_vat,
        campaigns.spend_local as billed_local
    from campaigns
    union all
    select
        campaigns.*,
        true as bears_vat,
        campaigns.spend_local
        + {{ converted('campaigns.spend_local', 'campaigns.vat_rate', 'campaigns.minor_unit') }}
            as billed_local
    from campaigns
    where campaigns.vat_rate > 0
),

-- Two steps of choosing: the newest report for each charge, then the first charge for each report.
candidates as (
    select
        charges.settlement_line_id,
        charges.statement_on,
        amounts.ad_account_id,
        amounts.campaign_id,
        amounts.report_to,
        amounts.bears_vat,
        row_number() over (
            partition by charges.settlement_line_id
            order by
                amounts.report_to desc, amounts.bears_vat asc, amounts.ad_account_id asc,
                amounts.campaign_id asc
        ) as place
    from charges
    inner join amounts
        on
            charges.shop_id = amounts.shop_id
            and charges.currency = amounts.currency
            and charges.charged_local = amounts.billed_local
    where
        amounts.report_to < charges.statement_on
        and {{ add_days('amounts.report_to', 31) }} >= charges.statement_on
),

matched as (
    select *
    from candidates
    where place = 1
    qualify row_number() over (
        partition by ad_account_id, campaign_id, report_to order by statement_on asc, settlement_line_id asc
    ) = 1
)

select
    charges.settlement_line_id,
    charges.shop_id,
    charges.statement_on,
    charges.currency,
    {{ money('charges.charged_local') }} as charged_local,
    matched.ad_account_id,
    matched.campaign_id,
    coalesce(matched.bears_vat, false) as bears_vat,
    matched.campaign_id is not null as is_matched,
    -- What pays for a week comes after it: without a match it is taken to be the week before.
    {{ iso_week_key("coalesce(matched.report_to, " ~ add_days('charges.statement_on', -7) ~ ")") }}
        as spend_week
from charges
left join matched on charges.settlement_line_id = matched.settlement_line_id
