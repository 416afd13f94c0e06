with margins as (
    select *
    from {{ ref('contribution_margin_weekly') }}
    -- An unknown margin moves nothing; it is counted elsewhere.
    where cm3 is not null
),

members as (
    select
        shop_id,
        member_id
    from {{ ref('int_margin__shop_members') }}
),

calendar as (
    select
        week,
        previous_week
    from {{ ref('int_calendar__weeks') }}
),

by_sku as (
    select shop_id, order_week, 'sku' as kind, sku_id as name, product_name as label, cm3 as amount
    from margins
),

-- Each line with the sign it has in the margin, so that the lines of a week sum to its cm3.
by_line as (
    select shop_id, order_week, 'line' as kind, 'net_sales' as name, cast(null as {{ dbt.type_string() }}) as label, net_sales as amount
    from margins
    union all
    select shop_id, order_week, 'line' as kind, 'shipping_income' as name, cast(null as {{ dbt.type_string() }}) as label, shipping_income as amount
    from margins
    union all
    select shop_id, order_week, 'line' as kind, 'cost_of_goods' as name, cast(null as {{ dbt.type_string() }}) as label, -cost_of_goods as amount
    from margins
    union all
    select shop_id, order_week, 'line' as kind, 'cost_of_goods_recovered' as name, cast(null as {{ dbt.type_string() }}) as label, cost_of_goods_recovered as amount
    from margins
    union all
    select shop_id, order_week, 'line' as kind, 'fulfilment_cost' as name, cast(null as {{ dbt.type_string() }}) as label, -fulfilment_cost as amount
    from margins
    union all
    select shop_id, order_week, 'line' as kind, 'platform_fees' as name, cast(null as {{ dbt.type_string() }}) as label, -platform_fees as amount
    from margins
    union all
    select shop_id, order_week, 'line' as kind, 'return_cost' as name, cast(null as {{ dbt.type_string() }}) as label, -return_cost as amount
    from margins
    union all
    select shop_id, order_week, 'line' as kind, 'ad_spend' as name, cast(null as {{ dbt.type_string() }}) as label, -ad_spend as amount
    from margins
    union all
    select shop_id, order_week, 'line' as kind, 'affiliate_commission' as name, cast(null as {{ dbt.type_string() }}) as label, -affiliate_commission as amount
    from margins
    union all
    select shop_id, order_week, 'line' as kind, 'sample_cost' as name, cast(null as {{ dbt.type_string() }}) as label, -sample_cost as amount
    from margins
    union all
    select shop_id, order_week, 'line' as kind, 'other_marketing' as name, cast(null as {{ dbt.type_string() }}) as label, -other_marketing as amount
    from margins
),

amounts as (
    select
        members.shop_id,
        effects.order_week as week,
        effects.kind,
        effects.name,
        max(effects.label) as label,
        sum(effects.amount) as amount
    from (
        select * from by_sku
        union all
        select * from by_line
    ) as effects
    inner join members on effects.shop_id = members.member_id
    group by members.shop_id, effects.order_week, effects.kind, effects.name
),

-- Both weeks must have been traded in: a first week moved from nothing, and so moved nothing.
week_pairs as (
    select distinct
        current_weeks.shop_id,
        calendar.week,
        calendar.previous_week
    from amounts as current_weeks
    inner join calendar on current_weeks.week = calendar.week
    inner join amounts as previous_weeks
        on
            current_weeks.shop_id = previous_weeks.shop_id
            and calendar.previous_week = previous_weeks.week
),

both_weeks as (
    select week_pairs.shop_id, week_pairs.week, amounts.kind, amounts.name, amounts.label,
        amounts.amount as amount, 0 as previous_amount
    from week_pairs
    inner join amounts on week_pairs.shop_id = amounts.shop_id and week_pairs.week = amounts.week
    union all
    select week_pairs.shop_id, week_pairs.week, amounts.kind, amounts.name, amounts.label,
        0 as amount, amounts.amount as previous_amount
    from week_pairs
    inner join amounts on week_pairs.shop_id = amounts.shop_id and week_pairs.previous_week = amounts.week
),

movements as (
    select
        shop_id,
        week,
        kind,
        name,
        max(label) as label,
        {{ money('sum(amount)') }} as amount,
        {{ money('sum(previous_amount)') }} as previous_amount,
        {{ money('sum(amount) - sum(previous_amount)') }} as movement
    from both_weeks
    group by shop_id, week, kind, name
)

select
    shop_id,
    week,
    kind,
    name,
    coalesce(label, name) as label,
    amount,
    previous_amount,
    movement,
    cast(row_number() over (
        partition by shop_id, week, kind order by abs(movement) desc, name asc
    ) as integer) as rank
from movements
