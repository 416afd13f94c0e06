-- What the settlement of each sold line should come to, part by part. Refunds only a settlement can tell:
-- those it tells are expected, one that only the returns export knows is awaited.
with lines as (
    select
        shop_id,
        order_id,
        sku_id,
        value_local
    from {{ ref('int_orders__lines') }}
    where is_sold
),

fees as (
    select
        shop_id,
        order_id,
        sku_id,
        is_settled,
        expected_shipping_income_local,
        expected_last_mile_local,
        expected_referral_fee_local,
        expected_transaction_fee_local,
        expected_affiliate_commission_local
    from {{ ref('int_margin__fees_known') }}
),

fee_refunds as (
    select
        shop_id,
        order_id,
        sku_id,
        taken_back_local,
        referral_fee_local,
        administration_fee_local
    from {{ ref('int_settlements__fee_refunds_expected') }}
),

refunds_to_come as (
    select
        shop_id,
        order_id,
        sku_id,
        refunds_local
    from {{ ref('int_returns__line_refunds') }}
    where is_estimated
)

select
    lines.shop_id,
    lines.order_id,
    lines.sku_id,
    fees.is_settled,
    {{ money('lines.value_local + fees.expected_shipping_income_local') }} as income_local,
    {{ money('fees.expected_shipping_income_local') }} as shipping_local,
    {{ money('coalesce(fees.expected_referral_fee_local, 0) + coalesce(fees.expected_transaction_fee_local, 0)
        + fees.expected_last_mile_local + fees.expected_affiliate_commission_local') }} as fees_local,
    {{ money('coalesce(fee_refunds.taken_back_local, 0)') }} as taken_back_local,
    {{ money('coalesce(refunds_to_come.refunds_local, 0)') }} as refund_to_come_local,
    {{ money('coalesce(fee_refunds.administration_fee_local - fee_refunds.referral_fee_local, 0)') }}
        as fees_of_refund_local
from lines
inner join fees
    on
        lines.shop_id = fees.shop_id
        and lines.order_id = fees.order_id
        and lines.sku_id = fees.sku_id
left join fee_refunds
    on
        lines.shop_id = fee_refunds.shop_id
        and lines.order_id = fee_refunds.order_id
        and lines.sku_id = fee_refunds.sku_id
left join refunds_to_come
    on
        lines.shop_id = refunds_to_come.shop_id
        and lines.order_id = refunds_to_come.order_id
        and lines.sku_id = refunds_to_come.sku_id
