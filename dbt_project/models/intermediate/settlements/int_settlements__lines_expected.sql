-- What a settlement of each sold line should come to, part by part, by the order, the schedules and the affiliate export.
-- Refunds, what they take back of shipping, and return labels only a settlement can tell: those it tells are expected,
-- a refund that only the returns export knows is awaited.
with fees as (
    select
        shop_id,
        order_id,
        sku_id,
        is_settled,
        expected_shipping_income_local,
        expected_last_mile_local,
        expected_referral_fee_local,
        expected_affiliate_commission_local
    from {{ ref('int_margin__fees_known') }}
),

lines as (
    select
        shop_id,
        order_id,
        sku_id,
        currency,
        value_local,
        ordered_on,
        coalesce(product_category, '') as product_category
    from {{ ref('int_orders__lines') }}
    where is_sold
),

refunds as (
    select
        shop_id,
        order_id,
        sku_id,
        refunds_local,
        is_estimated
    from {{ ref('int_returns__line_refunds') }}
),

shipping_taken_back as (
    select
        shop_id,
        order_id,
        sku_id,
        -sum(amount_local) as shipping_refund_local
    from {{ ref('int_settlements__amounts_per_line') }}
    where is_refund_row and margin_line = 'shipping_income'
    group by shop_id, order_id, sku_id
),

rates as (
    select
        shop_id,
        product_category,
        ordered_on,
        max(case when fee_type = 'referral_fee' then rate end) as referral_rate,
        max(case when fee_type = 'refund_administration_fee' then rate end) as administration_rate,
        max(case when fee_type = 'refund_administration_fee' then cap_amount end) as administration_cap
    from {{ ref('int_settlements__fee_rates_dated') }}
    group by shop_id, product_category, ordered_on
),

currencies as (
    select
        currency,
        minor_unit
    from {{ ref('currencies') }}
),

joined as (
    select
        lines.*,
        fees.is_settled,
        fees.expected_shipping_income_local,
        fees.expected_last_mile_local,
        fees.expected_referral_fee_local,
        fees.expected_affiliate_commission_local,
        case when refunds.is_estimated then 0 else coalesce(refunds.refunds_local, 0) end as refunds_local,
        case when refunds.is_estimated then refunds.refunds_local else 0 end as refund_to_come_local,
        coalesce(shipping_taken_back.shipping_refund_local, 0) as shipping_refund_local,
        rates.referral_rate,
        rates.administration_rate,
        rates.administration_cap,
        currencies.minor_unit,
        -- The platform gives back the referral fee of what was refunded; an estimated refund has not reached it yet.
        {{ money('case when refunds.is_estimated then 0 else coalesce(refunds.refunds_local, 0)
            + coalesce(shipping_taken_back.shipping_refund_local, 0) end') }} as fee_base_refunded_local
    from lines
    inner join fees
        on lines.shop_id = fees.shop_id and lines.order_id = fees.order_id and lines.sku_id = fees.sku_id
    left join refunds
        on lines.shop_id = refunds.shop_id and lines.order_id = refunds.order_id and lines.sku_id = refunds.sku_id
    left join shipping_taken_back
        on
            lines.shop_id = shipping_taken_back.shop_id
            and lines.order_id = shipping_taken_back.order_id
            and lines.sku_id = shipping_taken_back.sku_id
    left join rates
        on
            lines.shop_id = rates.shop_id
            and lines.product_category = rates.product_category
            and lines.ordered_on = rates.ordered_on
    left join currencies on lines.currency = currencies.currency
),

with_fee_refunds as (
    select
        *,
        coalesce({{ converted('fee_base_refunded_local', 'referral_rate', 'minor_unit') }}, 0)
        as referral_fee_refund_local
    from joined
)

select
    shop_id,
    order_id,
    sku_id,
    is_settled,
    value_local + expected_shipping_income_local as income_local,
    coalesce(expected_referral_fee_local, 0) + expected_last_mile_local + expected_affiliate_commission_local
    as fees_local,
    refunds_local + shipping_refund_local as taken_back_local,
    refund_to_come_local,
    least(
        coalesce({{ converted('referral_fee_refund_local', 'administration_rate', 'minor_unit') }}, 0),
        coalesce(administration_cap, {{ converted('referral_fee_refund_local', 'administration_rate', 'minor_unit') }}, 0)
    ) - referral_fee_refund_local as fees_of_refund_local
from with_fee_refunds
