-- Each effect of a shop and of all shops is the sum over SKUs.
with of_skus as (
    select
        members.shop_id,
        skus.week,
        skus.effect,
        sum(skus.amount) as amount
    from {{ ref('margin_bridge_skus_weekly') }} as skus
    inner join {{ ref('int_margin__shop_members') }} as members on skus.shop_id = members.member_id
    group by members.shop_id, skus.week, skus.effect
)

select
    bridge.shop_id,
    bridge.week,
    bridge.effect,
    bridge.amount,
    of_skus.amount as amount_of_skus
from {{ ref('margin_bridge_weekly') }} as bridge
left join of_skus
    on
        bridge.shop_id = of_skus.shop_id
        and bridge.week = of_skus.week
        and bridge.effect = of_skus.effect
where bridge.amount is not null and bridge.amount <> coalesce(of_skus.amount, 0)
