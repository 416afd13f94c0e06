-- Which rule each promise to an order is judged by, and from when its days are counted.
with clocks as (
    select *
    from {{ ref('int_fulfillment__clocks') }}
),

rules as (
    select *
    from {{ ref('int_fulfillment__rules_of_shops') }}
),

-- Dispatch and delivery are asked of every order; the other promises only where there is a rule for them.
steps as (
    select
        shop_id,
        'dispatch' as step
    from {{ ref('stg_configuration__shops') }}
    union distinct
    select
        shop_id,
        'delivery' as step
    from {{ ref('stg_configuration__shops') }}
    union distinct
    select
        shop_id,
        step
    from rules
    union distinct
    select
        shop_id,
        step
    from {{ ref('int_fulfillment__platform_deadlines') }}
),

ruled as (
    select
        clocks.*,
        steps.step,
        rules.days,
        rules.day_kind,
        rules.working_week,
        rules.starts_after,
        rules.order_cut_off,
        rules.cut_off,
        coalesce(rules.timezone, clocks.timezone) as rule_timezone,
        rules.event,
        rules.rule_version,
        rules.is_confirmed,
        case when rules.starts_after = 'order' then clocks.ordered_at else clocks.started_at end as clock_at
    from clocks
    inner join steps on clocks.shop_id = steps.shop_id
    left join rules
        on
            clocks.shop_id = rules.shop_id
            and clocks.order_type = rules.order_type
            and clocks.rule_fulfillment_type = rules.fulfillment_type
            and steps.step = rules.step
            and clocks.ordered_on >= rules.valid_from
            and (rules.valid_until is null or clocks.ordered_on < rules.valid_until)
),

dated as (
    select
        *,
        {{ to_local('clock_at', 'rule_timezone') }} as clock_local,
        {{ to_local_date('clock_at', 'rule_timezone') }} as clock_on
    from ruled
)

select
    shop_id,
    order_id,
    step,
    market,
    timezone,
    order_type,
    fulfillment_type,
    service_level,
    ordered_on,
    clock_at,
    clock_on,
    rule_timezone,
    cut_off,
    event,
    rule_version,
    is_confirmed,
    day_kind,
    days,
    working_week,
    coalesce(order_cut_off is not null, false) as has_order_cut_off,
    coalesce(
        {{ seconds_between('cast(clock_on as timestamp)', 'clock_local') }}
        >= {{ seconds_of_clock('order_cut_off') }},
        false
    ) as is_after_cut_off,
    -- From here the days of the rule are counted: the day of the clock, or that on which the pre-sale closes.
    case
        when starts_after in ('payment', 'order') then clock_on
        when starts_after = 'closure' and closes_on is not null then closes_on
        when starts_after is null or handling_days is null then null
        when handling_day_kind = 'calendar' then {{ add_days('clock_on', 'handling_days') }}
        else clock_on
    end as base_on,
    case when day_kind = 'business' then days else 0 end
    + case
        when starts_after = 'closure' and closes_on is not null then 0
        when starts_after in ('handling', 'closure') and handling_day_kind = 'business' then handling_days
        else 0
    end as business_days
from dated
