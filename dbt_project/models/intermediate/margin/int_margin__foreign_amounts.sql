-- Every amount of a line that was converted, with its sign in cm3 and the effect of the bridge it belongs to.
-- What a sample costs is the creators', whatever it is made of.
with lines as (
    select
        shop_id,
        order_id,
        sku_id,
        order_week,
        ordered_on,
        is_sample
    from {{ ref('int_orders__lines') }}
),

reporting as (
    select reporting_currency
    from {{ ref('int_margin__reporting') }}
),

local_amounts as (
    select *
    from {{ ref('int_margin__line_amounts_local') }}
),

goods as (
    select
        shop_id,
        order_id,
        sku_id,
        cost_currency,
        unit_cost,
        goods_cost
    from {{ ref('int_costs__line_goods') }}
    where has_cost
),

returned as (
    select
        shop_id,
        order_id,
        sku_id,
        resaleable_quantity
    from {{ ref('int_costs__returned_goods') }}
),

costs_stated as (
    select
        shop_id,
        order_id,
        sku_id,
        component,
        currency,
        amount
    from {{ ref('int_costs__line_costs_stated') }}
),

signed as (
    select
        amounts.shop_id,
        amounts.order_id,
        amounts.sku_id,
        amounts.currency,
        names.effect,
        case names.effect
            when 'price' then amounts.gross_sales_local
            when 'discount' then -amounts.seller_discount_local
            when 'fulfilment'
                then amounts.shipping_income_local - amounts.storage_local - amounts.late_compensation_local
            when 'fees'
                then
                    -amounts.referral_fee_local - amounts.transaction_fee_local
                    - amounts.other_platform_fees_local - amounts.unmapped_fees_local
            when 'returns'
                then
                    amounts.return_compensation_local - amounts.refunds_local
                    - amounts.refund_administration_fee_local
            when 'ads' then -amounts.other_marketing_local
            when 'creators' then -amounts.affiliate_commission_local - amounts.sample_cost_local
        end as amount
    from local_amounts as amounts
    cross join (
        values ('price'), ('discount'), ('fulfilment'), ('fees'), ('returns'), ('ads'), ('creators')
    ) as names (effect)
    union all
    select
        shop_id,
        order_id,
        sku_id,
        cost_currency as currency,
        'unit_cost' as effect,
        -goods_cost as amount
    from goods
    union all
    select
        goods.shop_id,
        goods.order_id,
        goods.sku_id,
        goods.cost_currency as currency,
        'returns' as effect,
        goods.unit_cost * returned.resaleable_quantity as amount
    from goods
    inner join returned
        on
            goods.shop_id = returned.shop_id
            and goods.order_id = returned.order_id
            and goods.sku_id = returned.sku_id
    union all
    select
        shop_id,
        order_id,
        sku_id,
        currency,
        case when component in ('return_shipping', 'return_handling') then 'returns' else 'fulfilment' end
            as effect,
        -amount as amount
    from costs_stated
)

select
    lines.shop_id,
    lines.order_week,
    lines.sku_id,
    lines.ordered_on as day_on,
    signed.currency,
    case when lines.is_sample then 'creators' else signed.effect end as effect,
    {{ money('sum(signed.amount)') }} as amount
from signed
inner join lines
    on
        signed.shop_id = lines.shop_id
        and signed.order_id = lines.order_id
        and signed.sku_id = lines.sku_id
cross join reporting
where
    signed.amount <> 0
    and signed.currency <> reporting.reporting_currency
group by
    lines.shop_id,
    lines.order_week,
    lines.sku_id,
    lines.ordered_on,
    signed.currency,
    case when lines.is_sample then 'creators' else signed.effect end
