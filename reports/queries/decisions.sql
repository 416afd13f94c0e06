-- What money waits on somebody's decision: each with the amount at stake in the week, the largest first.
with losses as (
    select
        'sku' as decision,
        shop_id,
        case
            when seller_sku is null or product_name is null then coalesce(product_name, seller_sku, sku_id)
            else concat(seller_sku, ' (', product_name, ')')
        end as subject,
        unit_count::bigint as item_count,
        -cm3 as at_stake,
        sku_id as tie
    from marts.contribution_margin_weekly
    where order_week = ${params.week} and sku_id != 'unallocated' and cm3 < 0
),

creators as (
    select
        'creator' as decision,
        shop_id,
        creator as subject,
        sum(order_count)::bigint as item_count,
        -sum(cm3) as at_stake,
        creator as tie
    from marts.creators_weekly
    where order_week = ${params.week} and attribution = 'creator'
    group by shop_id, creator
    having sum(cm3) < 0
),

claims as (
    select
        'claim' as decision,
        shop_id,
        carrier as subject,
        count(*) as item_count,
        sum(claimable) as at_stake,
        carrier as tie
    from marts.claims
    where status in ('open', 'expiring') and (select week_count from ${later_weeks}) = 0
    group by shop_id, carrier
),

waiting as (
    select
        'order' as decision,
        shop_id,
        null as subject,
        count(*) as item_count,
        sum(expected_cost) as at_stake,
        '' as tie
    from marts.orders_to_act_on
    where (select week_count from ${later_weeks}) = 0
    group by shop_id
),

unallocated as (
    select
        'ads' as decision,
        shop_id,
        null as subject,
        null::bigint as item_count,
        ad_spend as at_stake,
        '' as tie
    from marts.contribution_margin_weekly
    where order_week = ${params.week} and sku_id = 'unallocated'
),

everything as (
    select * from losses
    union all
    select * from creators
    union all
    select * from claims
    union all
    select * from waiting
    union all
    select * from unallocated
)

select
    decision,
    subject,
    shop_id,
    item_count,
    at_stake
from everything
where at_stake > 0
order by at_stake desc, decision, shop_id, tie
limit 8
