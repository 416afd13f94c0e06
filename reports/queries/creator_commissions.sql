select
    shop_id,
    commission_currency as currency,
    sum(standard_local) as standard_local,
    sum(shop_ads_local) as shop_ads_local,
    sum(cofunded_bonus_local) as cofunded_bonus_local,
    sum(partner_local) as partner_local,
    sum(partner_shop_ads_local) as partner_shop_ads_local,
    sum(shop_partner_local) as shop_partner_local,
    sum(deposit_local + deposit_refund_local + other_local) as other_commission_local,
    sum(commission_local) as commission_local
from marts.creators_weekly
where order_week = ${params.week} and commission_currency is not null
group by shop_id, commission_currency
order by shop_id, currency
