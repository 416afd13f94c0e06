{{ config(severity='warn') }}
-- Accounts that no shop of shops.yaml declares, with what they spent.
select
    shop_id,
    ad_account_id,
    currency,
    sum(spend_local) as spend_local
from {{ ref('ad_spend') }}
where not is_declared_account
group by shop_id, ad_account_id, currency
