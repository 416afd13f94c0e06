-- ad_charge_statuses
select
    shop_id,
    status,
    count(*) as week_count,
    sum(reported_local) as reported_local,
    sum(charged_local) as charged_local,
    sum(matched_local) as matched_local,
    sum(vat_local) as vat_local,
    sum(difference_local) as difference_local,
    sum(abs(unexplained_local)) as unexplained_local,
    currency
from marts.ad_charge_reconciliation
where spend_week <= ${params.week}
group by shop_id, status, currency
order by shop_id, week_count desc, status
