-- What creators and partners cost, component by component: what the settlement took once it settled, before
-- that the affiliate export. The waterfall has the sum.
with fees as (
    select
        shop_id,
        order_id,
        sku_id,
        is_awaited,
        affiliate_commission_local
    from {{ ref('int_margin__fees_known') }}
),

lines as (
    select
        shop_id,
        order_id,
        sku_id,
        order_week,
        currency
    from {{ ref('int_orders__lines') }}
),

amounts as (
    select
        shop_id,
        order_id,
        sku_id,
        is_order_row,
        case fee_type
            when 'affiliate_commission' then 'standard'
            when 'affiliate_shop_ads_commission' then 'shop_ads'
            when 'affiliate_partner_commission' then 'partner'
            when 'affiliate_partner_shop_ads_commission' then 'partner_shop_ads'
            when 'shop_partner_commission' then 'shop_partner'
            when 'affiliate_commission_deposit' then 'deposit'
            when 'affiliate_commission_refund' then 'deposit_refund'
            else 'other'
        end as component,
        -amount_local as amount_local
    from {{ ref('int_settlements__amounts_per_line') }}
    where margin_line = 'affiliate_commission'
),

exported as (
    select *
    from {{ ref('int_marketing__line_commissions') }}
),

{% set exported_names = {
    'standard': 'standard_local', 'shop_ads': 'shop_ads_local', 'cofunded_bonus': 'bonus_local',
    'partner': 'partner_local', 'partner_shop_ads': 'partner_shop_ads_local',
} %}
stated as (
    -- An adjustment adds to the estimate as to what has settled.
    select
        fees.shop_id,
        fees.order_id,
        fees.sku_id,
        amounts.component,
        amounts.amount_local
    from fees
    inner join amounts
        on
            fees.shop_id = amounts.shop_id
            and fees.order_id = amounts.order_id
            and fees.sku_id = amounts.sku_id
    where not (fees.is_awaited and amounts.is_order_row)
    {% for component, column in exported_names.items() %}
    union all
    select
        fees.shop_id,
        fees.order_id,
        fees.sku_id,
        '{{ component }}' as component,
        exported.{{ column }} as amount_local
    from fees
    inner join exported
        on
            fees.shop_id = exported.shop_id
            and fees.order_id = exported.order_id
            and fees.sku_id = exported.sku_id
    where fees.is_awaited
    {% endfor %}
),

{% set components = [
    'standard', 'shop_ads', 'cofunded_bonus', 'partner', 'partner_shop_ads', 'shop_partner', 'deposit',
    'deposit_refund', 'other',
] %}
summed as (
    select
        shop_id,
        order_id,
        sku_id,
        {% for component in components %}
        {{ money("sum(case when component = '" ~ component ~ "' then amount_local else 0 end)") }}
            as {{ component }}_local,
        {% endfor %}
        sum(abs(amount_local)) as moved_local
    from stated
    group by shop_id, order_id, sku_id
)

select
    summed.shop_id,
    summed.order_id,
    summed.sku_id,
    lines.order_week,
    lines.currency,
    fees.is_awaited as is_estimated,
    {% for component in components %}
    summed.{{ component }}_local,
    {% endfor %}
    {{ money('fees.affiliate_commission_local') }} as commission_local
from summed
inner join fees
    on summed.shop_id = fees.shop_id and summed.order_id = fees.order_id and summed.sku_id = fees.sku_id
inner join lines
    on summed.shop_id = lines.shop_id and summed.order_id = lines.order_id and summed.sku_id = lines.sku_id
where summed.moved_local <> 0
