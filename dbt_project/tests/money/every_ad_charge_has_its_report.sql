{{ config(severity='warn') }}
-- Weeks in which settlements charge ads that no ads report knows, or more than it knows, with what they do.
-- Ads are reckoned from the reports alone: such spend is in no margin until its report is dropped.
select
    shop_id,
    spend_week,
    currency,
    charged_local,
    reported_local,
    unexplained_local,
    status
from {{ ref('ad_charge_reconciliation') }}
where status in ('charged_without_report', 'unexplained')
