{{ config(severity='warn') }}
-- Weeks in which settlements charge ads that no ads report knows, or more than it knows, with what they do.
-- What a week without any report was charged counts unallocated until its report is dropped; what is charged
-- beyond the reports of its week is in no margin.
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
