-- Written out for every kind of order, so that an order finds its own by plain equality.
with shops as (
    select
        shop_id,
        market,
        seller_type
    from {{ ref('stg_configuration__shops') }}
),

exemptions as (
    select
        market,
        seller_type,
        fulfillment_type,
        service_level,
        step,
        valid_from,
        valid_to,
        reason as exempt_reason,
        cast(null as string) as rule_version
    from {{ ref('sla_exemptions') }}
),

steps as (
    select distinct step
    from {{ ref('int_fulfillment__rules_of_shops') }}
),

kinds as (
    select distinct
        fulfillment_type,
        service_level
    from {{ ref('int_orders__orders') }}
),

offered as (
    select
        shops.shop_id,
        steps.step,
        kinds.fulfillment_type,
        kinds.service_level,
        exemptions.valid_from,
        exemptions.valid_to,
        exemptions.exempt_reason,
        exemptions.rule_version,
        case when exemptions.market = '*' then 0 else 2 end
        + case when exemptions.seller_type = 'any' then 0 else 1 end as specificity
    from shops
    inner join exemptions
        on
            exemptions.market in (shops.market, '*')
            and exemptions.seller_type in (shops.seller_type, 'any')
    inner join steps on exemptions.step in (steps.step, '*')
    inner join kinds
        on
            exemptions.fulfillment_type in (kinds.fulfillment_type, 'any')
            and exemptions.service_level in (kinds.service_level, 'any')
),

in_force as (
    {{ rules_in_force(
        'offered', ['shop_id', 'step', 'fulfillment_type', 'service_level'], ['exempt_reason']
    ) }}
)

select
    shop_id,
    step,
    fulfillment_type,
    service_level,
    valid_from,
    valid_until,
    exempt_reason
from in_force
