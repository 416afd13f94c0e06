-- What the fee schedules make us expect for every sold line; kept beside the settlement for ever.
with lines as (
    select
        shop_id,
        order_id,
        sku_id,
        value_local,
        quantity,
        currency,
        fulfillment_type,
        ordered_on,
        coalesce(product_category, '') as product_category
    from {{ ref('int_orders__lines') }}
    where is_sold
),

shipping_shares as (
    select
        shop_id,
        order_id,
        sku_id,
        shipping_income_local
    from {{ ref('int_settlements__shipping_shares_expected') }}
),

referral_rates as (
    select
        shop_id,
        product_category,
        ordered_on,
        rate,
        base
    from {{ ref('int_settlements__fee_rates_dated') }}
    where fee_type = 'referral_fee'
),

transaction_rates as (
    select
        shop_id,
        product_category,
        ordered_on,
        rate,
        base
    from {{ ref('int_settlements__fee_rates_dated') }}
    where fee_type = 'transaction_fee'
),

fulfillment_fees as (
    select
        shop_id,
        product_category,
        ordered_on,
        amount_per_unit
    from {{ ref('int_settlements__fee_rates_dated') }}
    where fee_type = 'fbt_fulfillment_fee'
),

currencies as (
    select
        currency,
        minor_unit
    from {{ ref('currencies') }}
),

based as (
    select
        lines.shop_id,
        lines.order_id,
        lines.sku_id,
        lines.quantity,
        lines.fulfillment_type,
        referral_rates.rate as referral_rate,
        fulfillment_fees.amount_per_unit,
        currencies.minor_unit,
        {{ money('coalesce(shipping_shares.shipping_income_local, 0)') }} as shipping_income_local,
        transaction_rates.rate as transaction_rate,
        {{ money("lines.value_local + case
            when referral_rates.base = 'value' then 0 else coalesce(shipping_shares.shipping_income_local, 0)
        end") }} as fee_base_local,
        {{ money("lines.value_local + case
            when transaction_rates.base = 'value' then 0 else coalesce(shipping_shares.shipping_income_local, 0)
        end") }} as transaction_base_local
    from lines
    left join shipping_shares
        on
            lines.shop_id = shipping_shares.shop_id
            and lines.order_id = shipping_shares.order_id
            and lines.sku_id = shipping_shares.sku_id
    left join referral_rates
        on
            lines.shop_id = referral_rates.shop_id
            and lines.product_category = referral_rates.product_category
            and lines.ordered_on = referral_rates.ordered_on
    left join transaction_rates
        on
            lines.shop_id = transaction_rates.shop_id
            and lines.product_category = transaction_rates.product_category
            and lines.ordered_on = transaction_rates.ordered_on
    left join fulfillment_fees
        on
            lines.shop_id = fulfillment_fees.shop_id
            and lines.product_category = fulfillment_fees.product_category
            and lines.ordered_on = fulfillment_fees.ordered_on
    left join currencies on lines.currency = currencies.currency
)

select
    shop_id,
    order_id,
    sku_id,
    referral_rate,
    fee_base_local,
    shipping_income_local,
    -- No rate known means no estimate: the fee is unknown, not zero.
    {{ converted('fee_base_local', 'referral_rate', 'minor_unit') }} as referral_fee_local,
    -- Most markets have no such fee: where no schedule names one there is none.
    coalesce({{ converted('transaction_base_local', 'transaction_rate', 'minor_unit') }}, 0)
        as transaction_fee_local,
    case
        when fulfillment_type = 'fbt' then {{ money('amount_per_unit * quantity') }} else {{ money('0') }}
    end as fbt_fulfillment_fee_local
from based
