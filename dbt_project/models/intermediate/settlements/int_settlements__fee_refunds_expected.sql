-- What a settled refund should do to the fees of its line: the referral fee of what went back comes back
-- too, but for the administration fee that the platform keeps of it, up to its cap.
with refunds as (
    select
        shop_id,
        order_id,
        sku_id,
        refunds_local
    from {{ ref('int_returns__line_refunds') }}
    where not is_estimated
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

lines as (
    select
        shop_id,
        order_id,
        sku_id,
        currency,
        ordered_on,
        coalesce(product_category, '') as product_category
    from {{ ref('int_orders__lines') }}
    where is_sold
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

rated as (
    select
        lines.shop_id,
        lines.order_id,
        lines.sku_id,
        rates.referral_rate,
        rates.administration_rate,
        rates.administration_cap,
        currencies.minor_unit,
        {{ money('refunds.refunds_local + coalesce(shipping_taken_back.shipping_refund_local, 0)') }}
            as taken_back_local
    from refunds
    inner join lines
        on
            refunds.shop_id = lines.shop_id
            and refunds.order_id = lines.order_id
            and refunds.sku_id = lines.sku_id
    left join shipping_taken_back
        on
            refunds.shop_id = shipping_taken_back.shop_id
            and refunds.order_id = shipping_taken_back.order_id
            and refunds.sku_id = shipping_taken_back.sku_id
    left join rates
        on
            lines.shop_id = rates.shop_id
            and lines.product_category = rates.product_category
            and lines.ordered_on = rates.ordered_on
    left join currencies on lines.currency = currencies.currency
),

refunded as (
    select
        *,
        coalesce({{ converted('taken_back_local', 'referral_rate', 'minor_unit') }}, 0) as referral_fee_local
    from rated
),

administered as (
    select
        *,
        coalesce({{ converted('referral_fee_local', 'administration_rate', 'minor_unit') }}, 0)
            as administration_fee_local
    from refunded
)

select
    shop_id,
    order_id,
    sku_id,
    taken_back_local,
    referral_fee_local,
    least(administration_fee_local, coalesce(administration_cap, administration_fee_local))
        as administration_fee_local
from administered
