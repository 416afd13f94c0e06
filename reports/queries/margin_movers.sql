-- The SKUs that moved the margin most, with the effects through which they did.
with moved as (
    select
        shop_id,
        sku_id,
        max(label) as label,
        max(seller_sku) as seller_sku,
        sum(amount) as movement,
        sum(case when effect = 'volume' then amount else 0 end) as effect_volume,
        sum(case when effect = 'mix' then amount else 0 end) as effect_mix,
        sum(case when effect in ('price', 'discount') then amount else 0 end) as price_and_discount,
        sum(case when effect = 'unit_cost' then amount else 0 end) as effect_unit_cost,
        sum(case when effect = 'fulfilment' then amount else 0 end) as effect_fulfilment,
        sum(case when effect = 'fees' then amount else 0 end) as effect_fees,
        sum(case when effect = 'returns' then amount else 0 end) as effect_returns,
        sum(case when effect in ('ads', 'creators') then amount else 0 end) as ads_and_creators,
        sum(case when effect = 'fx' then amount else 0 end) as effect_fx
    from marts.margin_bridge_skus_weekly
    where
        week = ${params.week}
        and exists (
            select 1 from marts.margin_bridge_weekly
            where shop_id = 'all' and week = ${params.week} and amount is not null
        )
    group by shop_id, sku_id
)

select *
from moved
where movement != 0
order by abs(movement) desc, shop_id, sku_id
