-- The amounts of each line in the reporting currency: component by component, at the rate of the day of the
-- order. What invoices bring too (delivery, handling, return freight) is added up with them first, in the
-- model of line costs.
with amounts as (
    select *
    from {{ ref('int_margin__line_amounts_local') }}
),

conversions as (
    select
        currency,
        day_on,
        rate,
        reporting_minor_unit
    from {{ ref('int_margin__conversions') }}
),

rated as (
    select
        amounts.*,
        conversions.rate,
        conversions.reporting_minor_unit as minor_unit
    from amounts
    left join conversions
        on
            amounts.currency = conversions.currency
            and amounts.ordered_on = conversions.day_on
)

select
    shop_id,
    order_id,
    sku_id,
    is_settled,
    {{ converted('gross_sales_local', 'rate', 'minor_unit') }} as gross_sales,
    {{ converted('seller_discount_local', 'rate', 'minor_unit') }} as seller_discount,
    {{ converted('platform_discount_local', 'rate', 'minor_unit') }} as platform_discount,
    {{ converted('refunds_local', 'rate', 'minor_unit') }} as refunds,
    {{ converted('shipping_income_local', 'rate', 'minor_unit') }} as shipping_income,
    {{ converted('storage_local', 'rate', 'minor_unit') }} as storage,
    {{ converted('late_compensation_local', 'rate', 'minor_unit') }} as late_compensation,
    {{ converted('referral_fee_local', 'rate', 'minor_unit') }} as referral_fee,
    {{ converted('transaction_fee_local', 'rate', 'minor_unit') }} as transaction_fee,
    {{ converted('other_platform_fees_local', 'rate', 'minor_unit') }} as other_platform_fees,
    {{ converted('unmapped_fees_local', 'rate', 'minor_unit') }} as unmapped_fees,
    {{ converted('refund_administration_fee_local', 'rate', 'minor_unit') }} as refund_administration_fee,
    {{ converted('return_compensation_local', 'rate', 'minor_unit') }} as return_compensation,
    {{ converted('affiliate_commission_local', 'rate', 'minor_unit') }} as affiliate_commission,
    {{ converted('other_marketing_local', 'rate', 'minor_unit') }} as other_marketing,
    {{ converted('sample_cost_local', 'rate', 'minor_unit') }} as sample_cost,
    {{ converted('estimated_local', 'rate', 'minor_unit') }} as estimated_amount
from rated
