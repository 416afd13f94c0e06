-- The SKUs that moved the margin most, with the effects through which they did, two or three to a column: a table of
-- all ten is wider than the page.
with moved as (
    select
        shop_id,
        sku_id,
        max(label) as label,
        max(seller_sku) as seller_sku,
        sum(amount) as movement,
        sum(case when effect in ('volume', 'mix') then amount else 0 end) as volume_and_mix,
        sum(case when effect in ('price', 'discount') then amount else 0 end) as price_and_discount,
        sum(case when effect in ('unit_cost', 'fulfilment', 'fees') then amount else 0 end) as costs_and_fees,
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
