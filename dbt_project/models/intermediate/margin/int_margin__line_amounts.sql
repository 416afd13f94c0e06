-- The amounts of each line in the reporting currency: component by component, at the rate of the day of the order.
-- What invoices bring too (delivery, handling, return freight) is added up with them first, in the model of line costs.
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
)

select
    amounts.shop_id,
    amounts.order_id,
    amounts.sku_id,
    amounts.is_settled,
    {{ converted('amounts.gross_sales_local', 'conversions.rate', 'conversions.reporting_minor_unit') }}
    as gross_sales,
    {{ converted('amounts.seller_discount_local', 'conversions.rate', 'conversions.reporting_minor_unit') }}
    as seller_discount,
    {{ converted('amounts.platform_discount_local', 'conversions.rate', 'conversions.reporting_minor_unit') }}
    as platform_discount,
    {{ converted('amounts.refunds_local', 'conversions.rate', 'conversions.reporting_minor_unit') }}
    as refunds,
    {{ converted('amounts.shipping_income_local', 'conversions.rate', 'conversions.reporting_minor_unit') }}
    as shipping_income,
    {{ converted('amounts.storage_local', 'conversions.rate', 'conversions.reporting_minor_unit') }}
    as storage,
    {{ converted('amounts.late_compensation_local', 'conversions.rate', 'conversions.reporting_minor_unit') }}
    as late_compensation,
    {{ converted('amounts.referral_fee_local', 'conversions.rate', 'conversions.reporting_minor_unit') }}
    as referral_fee,
    {{ converted('amounts.transaction_fee_local', 'conversions.rate', 'conversions.reporting_minor_unit') }}
    as transaction_fee,
    {{ converted('amounts.other_platform_fees_local', 'conversions.rate', 'conversions.reporting_minor_unit') }}
    as other_platform_fees,
    {{ converted('amounts.refund_administration_fee_local', 'conversions.rate', 'conversions.reporting_minor_unit') }}
    as refund_administration_fee,
    {{ converted('amounts.return_compensation_local', 'conversions.rate', 'conversions.reporting_minor_unit') }}
    as return_compensation,
    {{ converted('amounts.affiliate_commission_local', 'conversions.rate', 'conversions.reporting_minor_unit') }}
    as affiliate_commission,
    {{ converted('amounts.other_marketing_local', 'conversions.rate', 'conversions.reporting_minor_unit') }}
    as other_marketing,
    {{ converted('amounts.sample_cost_local', 'conversions.rate', 'conversions.reporting_minor_unit') }}
    as sample_cost,
    {{ converted('amounts.estimated_local', 'conversions.rate', 'conversions.reporting_minor_unit') }}
    as estimated_amount
from amounts
left join conversions
    on
        amounts.currency = conversions.currency
        and amounts.ordered_on = conversions.day_on
