-- ad_charges_week
select
    shop_id,
    status,
    reported_local,
    charged_local,
    difference_local,
    unexplained_local,
    currency
from marts.ad_charge_reconciliation
where spend_week = ${params.week}
order by shop_id, currency
