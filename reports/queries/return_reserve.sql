select
    shop_id,
    side,
    opening,
    new_amount,
    -used as used,
    true_up,
    closing
from (
    select
        shop_id,
        'liability' as side,
        opening_liability as opening,
        new_liability as new_amount,
        used_liability as used,
        liability_true_up as true_up,
        closing_liability as closing
    from marts.returns_reserve_weekly
    where week = ${params.week}
    union all
    select
        shop_id,
        'goods' as side,
        opening_goods as opening,
        new_goods as new_amount,
        used_goods as used,
        goods_true_up as true_up,
        closing_goods as closing
    from marts.returns_reserve_weekly
    where week = ${params.week}
) as sides
order by shop_id, side desc
