-- From the week before to this one: two levels and the effects between them. No row where there is nothing to compare.
with effects as (
    select
        effect,
        step,
        amount,
        previous_cm3,
        cm3
    from marts.margin_bridge_weekly
    where shop_id = 'all' and week = ${params.week} and amount is not null
),

steps as (
    select distinct
        'previous_cm3' as effect,
        0 as step,
        previous_cm3 as amount,
        true as is_total
    from effects
    union all
    select
        concat('effect_', effect) as effect,
        step,
        amount,
        false as is_total
    from effects
    where amount != 0
    union all
    select distinct
        'cm3' as effect,
        99 as step,
        cm3 as amount,
        true as is_total
    from effects
)

select
    effect,
    amount,
    is_total,
    case when is_total then 'total' else 'delta' end as kind
from steps
order by step
