-- The margin of each SKU and week, with what older weeks make us expect it to become.
with components as (
    select *
    from {{ ref('int_margin__components_weekly') }}
),

losses_to_come as (
    select
        shop_id,
        order_week,
        sku_id,
        loss_to_come
    from {{ ref('int_returns__sku_expectations') }}
),

-- One line without a cost makes the margin of its SKU and week unknown; its sales stay.
summed as (
    select
        *,
        gross_sales - seller_discount - refunds as net_sales,
        first_leg_freight + duty + import_vat + customs_clearance + last_mile + handling + storage
        + late_compensation as fulfilment_cost,
        referral_fee + transaction_fee + other_platform_fees + unmapped_fees as platform_fees,
        return_shipping + return_handling + refund_administration_fee - return_compensation as return_cost,
        case when unknown_cost_line_count = 0 then cost_of_goods end as known_cost_of_goods,
        case when unknown_cost_line_count = 0 then cost_of_goods_recovered end
            as known_cost_of_goods_recovered,
        case when unknown_margin_line_count = 0 then 0 end as zero_if_known
    from components
),

margins as (
    select
        *,
        net_sales + shipping_income - known_cost_of_goods + known_cost_of_goods_recovered as cm1,
        abs(refunds) + abs(shipping_income) + abs(fulfilment_cost) + abs(coalesce(platform_fees, 0))
        + abs(return_cost) + abs(affiliate_commission) as amount_that_may_be_estimated
    from summed
),

levels as (
    select
        *,
        cm1 - fulfilment_cost - platform_fees - return_cost + zero_if_known as cm2,
        cm1 - fulfilment_cost - platform_fees - return_cost + zero_if_known
        - ad_spend - affiliate_commission - sample_cost - other_marketing as cm3
    from margins
)

select
    levels.shop_id,
    levels.order_week,
    levels.sku_id,
    cast(levels.unit_count as integer) as unit_count,
    cast(levels.order_count as integer) as order_count,
    {{ money('levels.gross_sales') }} as gross_sales,
    {{ money('levels.seller_discount') }} as seller_discount,
    {{ money('levels.platform_discount') }} as platform_discount,
    {{ money('levels.refunds') }} as refunds,
    {{ money('levels.net_sales') }} as net_sales,
    {{ money('levels.shipping_income') }} as shipping_income,
    {{ money('levels.known_cost_of_goods') }} as cost_of_goods,
    {{ money('levels.known_cost_of_goods_recovered') }} as cost_of_goods_recovered,
    {{ money('levels.cm1') }} as cm1,
    {{ money('levels.first_leg_freight') }} as first_leg_freight,
    {{ money('levels.duty') }} as duty,
    {{ money('levels.import_vat') }} as import_vat,
    {{ money('levels.customs_clearance') }} as customs_clearance,
    {{ money('levels.last_mile') }} as last_mile,
    {{ money('levels.handling') }} as handling,
    {{ money('levels.storage') }} as storage,
    {{ money('levels.late_compensation') }} as late_compensation,
    {{ money('levels.fulfilment_cost') }} as fulfilment_cost,
    {{ money('levels.referral_fee') }} as referral_fee,
    {{ money('levels.transaction_fee') }} as transaction_fee,
    {{ money('levels.other_platform_fees') }} as other_platform_fees,
    {{ money('levels.unmapped_fees') }} as unmapped_fees,
    {{ money('levels.platform_fees') }} as platform_fees,
    {{ money('levels.return_shipping') }} as return_shipping,
    {{ money('levels.return_handling') }} as return_handling,
    {{ money('levels.refund_administration_fee') }} as refund_administration_fee,
    {{ money('levels.return_compensation') }} as return_compensation,
    {{ money('levels.return_cost') }} as return_cost,
    {{ money('levels.cm2') }} as cm2,
    {{ money('levels.ad_spend') }} as ad_spend,
    {{ money('levels.ad_spend_without_report') }} as ad_spend_without_report,
    {{ money('levels.affiliate_commission') }} as affiliate_commission,
    {{ money('levels.sample_cost') }} as sample_cost,
    {{ money('levels.other_marketing') }} as other_marketing,
    {{ money('levels.cm3') }} as cm3,
    case
        -- Where nothing was sold (samples, what no line bears) nothing comes back.
        when losses_to_come.shop_id is null then {{ money('levels.cm3') }}
        else {{ money('levels.cm3 - losses_to_come.loss_to_come') }}
    end as cm3_expected,
    {{ money_ratio(
        'least(levels.estimated_amount, levels.amount_that_may_be_estimated)',
        'levels.amount_that_may_be_estimated'
    ) }} as estimated_share,
    cast(levels.unknown_cost_line_count as integer) as unknown_cost_line_count,
    cast(levels.unknown_fee_line_count as integer) as unknown_fee_line_count
from levels
left join losses_to_come
    on
        levels.shop_id = losses_to_come.shop_id
        and levels.order_week = losses_to_come.order_week
        and levels.sku_id = losses_to_come.sku_id
