-- A week closes with the refunds and goods that its last day expected of every category of every week of
-- orders, and opens with the same of the week before: to the cent, and nothing between.
with expected as (
    select
        shop_id,
        moment_on,
        sum(refunds_to_come) as liability,
        sum(goods_to_come) as goods
    from {{ ref('int_returns__weekly') }}
    where not is_now and product_category <> 'all'
    group by shop_id, moment_on
),

reserves as (
    select *
    from {{ ref('returns_reserve_weekly') }}
)

select
    reserves.shop_id,
    reserves.week
from reserves
left join expected as opening on reserves.shop_id = opening.shop_id and reserves.opened_on = opening.moment_on
left join expected as closing on reserves.shop_id = closing.shop_id and reserves.closed_on = closing.moment_on
where
    coalesce(reserves.opening_liability <> opening.liability, true)
    or coalesce(reserves.closing_liability <> closing.liability, true)
    or coalesce(reserves.opening_goods <> opening.goods, true)
    or coalesce(reserves.closing_goods <> closing.goods, true)
    or reserves.closing_liability
    <> reserves.opening_liability + reserves.new_liability - reserves.used_liability
    + reserves.liability_true_up
    or reserves.closing_goods
    <> reserves.opening_goods + reserves.new_goods - reserves.used_goods + reserves.goods_true_up
