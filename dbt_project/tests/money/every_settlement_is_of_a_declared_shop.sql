{{ config(severity='warn') }}
-- Settlements of shops that shops.yaml does not declare, with what they come to: they are in no margin and no
-- reconciliation until somebody declares the shop or takes its files away.
select
    landed.shop_id,
    landed.currency,
    count(*) as row_count,
    sum(landed.settlement_local) as settlement_local,
    min(landed.source_file) as first_file
from {{ source('raw', 'settlements') }} as landed
left join {{ ref('stg_configuration__shops') }} as shops on landed.shop_id = shops.shop_id
where shops.shop_id is null
group by landed.shop_id, landed.currency
