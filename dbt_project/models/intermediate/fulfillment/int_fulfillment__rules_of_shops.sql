{%- set columns = [
    'days', 'day_kind', 'working_week', 'starts_after', 'order_cut_off', 'cut_off', 'rule_timezone', 'event',
    'is_confirmed',
] -%}
with shops as (
    select
        shop_id,
        market,
        seller_type,
        timezone
    from {{ ref('stg_configuration__shops') }}
),

rules as (
    {{ seed_and_home(ref('sla_rules'), ref('stg_configuration__sla_rules'), [
        'market', 'seller_type', 'order_type', 'fulfillment_type', 'step', 'valid_from', 'valid_to', 'days',
        'day_kind', 'working_week', 'starts_after', 'order_cut_off', 'cut_off', 'timezone', 'event',
        'rule_version', 'is_confirmed',
    ]) }}
),

order_types as (
    select distinct order_type
    from {{ ref('order_types') }}
),

fulfillment_types as (
    select distinct fulfillment_type
    from {{ ref('fulfillment_types') }}
),

-- A rule for some is written out for each kind of order it speaks of, so that the most specific one can win.
offered as (
    select
        shops.shop_id,
        shops.market,
        order_types.order_type,
        fulfillment_types.fulfillment_type,
        rules.step,
        rules.valid_from,
        rules.valid_to,
        rules.days,
        rules.day_kind,
        rules.working_week,
        rules.starts_after,
        nullif(rules.order_cut_off, '') as order_cut_off,
        rules.cut_off,
        coalesce(nullif(rules.timezone, ''), shops.timezone) as rule_timezone,
        rules.event,
        rules.rule_version,
        rules.is_confirmed,
        rules.home_specificity
        + case when rules.seller_type = 'any' then 0 else 10 end
        + case when rules.order_type = 'any' then 0 else 5 end
        + case when rules.fulfillment_type = 'any' then 0 else 2 end
        + case when rules.market = '*' then 0 else 1 end as specificity
    from shops
    inner join rules
        on
            (shops.market = rules.market or rules.market = '*')
            and (shops.seller_type = rules.seller_type or rules.seller_type = 'any')
            and (shops.shop_id = rules.shop_id or rules.shop_id is null)
    inner join order_types on rules.order_type in (order_types.order_type, 'any')
    inner join fulfillment_types on rules.fulfillment_type in (fulfillment_types.fulfillment_type, 'any')
),

in_force as (
    {{ rules_in_force(
        'offered', ['shop_id', 'market', 'order_type', 'fulfillment_type', 'step'], columns
    ) }}
)

select
    shop_id,
    market,
    order_type,
    fulfillment_type,
    step,
    valid_from,
    valid_until,
    days,
    day_kind,
    working_week,
    starts_after,
    order_cut_off,
    cut_off,
    rule_timezone as timezone,
    event,
    rule_version,
    is_confirmed
from in_force
