with orders as (
    select
        shop_id,
        order_id,
        market,
        order_type,
        ordered_on,
        -- The clock starts with the payment; an order not paid yet is held against its first day.
        {{ to_local_date('coalesce(paid_at, ordered_at)', 'timezone') }} as clock_on
    from {{ ref('int_orders__orders') }}
),

shops as (
    select
        shop_id,
        market,
        seller_type
    from {{ ref('stg_configuration__shops') }}
),

rules as (
    select
        market,
        seller_type,
        order_type,
        step,
        valid_from,
        business_days,
        event,
        rule_version
    from {{ ref('sla_rules') }}
),

calendar as (
    select
        market,
        day_on,
        is_business_day,
        business_day_number
    from {{ ref('int_calendar__days') }}
),

-- Where there are rules for the seller's own type, those for any type are out of force.
rules_of_shops as (
    select
        shops.shop_id,
        rules.order_type,
        rules.step,
        rules.valid_from,
        rules.business_days,
        rules.event,
        rules.rule_version
    from shops
    inner join rules
        on
            shops.market = rules.market
            and (shops.seller_type = rules.seller_type or rules.seller_type = 'any')
    qualify
        dense_rank() over (
            partition by shops.shop_id, rules.order_type, rules.step
            order by case when rules.seller_type = 'any' then 1 else 0 end
        ) = 1
),

rules_in_force as (
    select
        *,
        lead(valid_from) over (partition by shop_id, order_type, step order by valid_from) as valid_until
    from rules_of_shops
),

steps as (
    select 'dispatch' as step
    union all
    select 'delivery' as step
),

ruled as (
    select
        orders.shop_id,
        orders.order_id,
        steps.step,
        orders.market,
        orders.clock_on,
        rules_in_force.event,
        rules_in_force.rule_version,
        rules_in_force.business_days
    from orders
    cross join steps
    left join rules_in_force
        on
            orders.shop_id = rules_in_force.shop_id
            and orders.order_type = rules_in_force.order_type
            and steps.step = rules_in_force.step
            and orders.ordered_on >= rules_in_force.valid_from
            and (rules_in_force.valid_until is null or orders.ordered_on < rules_in_force.valid_until)
)

select
    ruled.shop_id,
    ruled.order_id,
    ruled.step,
    ruled.clock_on,
    ruled.event,
    ruled.rule_version,
    due_days.day_on as due_on,
    {{ iso_week_key('due_days.day_on') }} as due_week
from ruled
left join calendar as clock_days
    on ruled.market = clock_days.market and ruled.clock_on = clock_days.day_on
left join calendar as due_days
    on
        ruled.market = due_days.market
        and clock_days.business_day_number + ruled.business_days = due_days.business_day_number
        and due_days.is_business_day
