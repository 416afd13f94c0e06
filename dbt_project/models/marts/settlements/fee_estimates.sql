-- The estimator judged by what came: only lines that have settled, and only their order row, since a later
-- refund of a fee is no error of the estimate.
with lines as (
    select
        shop_id,
        order_id,
        sku_id,
        order_week,
        currency
    from {{ ref('int_orders__lines') }}
    where is_sold
),

estimates as (
    select
        shop_id,
        order_id,
        sku_id,
        expected_shipping_income_local,
        expected_last_mile_local,
        expected_referral_fee_local,
        expected_transaction_fee_local,
        expected_affiliate_commission_local
    from {{ ref('int_margin__fees_known') }}
    where is_settled
),

settled as (
    select
        shop_id,
        order_id,
        sku_id,
        sum(case when margin_line = 'shipping_income' then amount_local else 0 end) as shipping_income_local,
        -sum(case when margin_line = 'last_mile' then amount_local else 0 end) as last_mile_local,
        -sum(case when margin_line = 'referral_fee' then amount_local else 0 end) as referral_fee_local,
        -sum(case when margin_line = 'transaction_fee' then amount_local else 0 end) as transaction_fee_local,
        -sum(case when margin_line = 'affiliate_commission' then amount_local else 0 end)
            as affiliate_commission_local
    from {{ ref('int_settlements__amounts_per_line') }}
    where is_order_row and not is_refund_row
    group by shop_id, order_id, sku_id
),

compared as (
    select
        lines.shop_id,
        lines.order_week,
        lines.currency,
        estimates.expected_shipping_income_local,
        estimates.expected_last_mile_local,
        estimates.expected_referral_fee_local,
        estimates.expected_transaction_fee_local,
        estimates.expected_affiliate_commission_local,
        coalesce(settled.shipping_income_local, 0) as shipping_income_local,
        coalesce(settled.last_mile_local, 0) as last_mile_local,
        coalesce(settled.referral_fee_local, 0) as referral_fee_local,
        coalesce(settled.transaction_fee_local, 0) as transaction_fee_local,
        coalesce(settled.affiliate_commission_local, 0) as affiliate_commission_local
    from lines
    inner join estimates
        on
            lines.shop_id = estimates.shop_id
            and lines.order_id = estimates.order_id
            and lines.sku_id = estimates.sku_id
    left join settled
        on
            lines.shop_id = settled.shop_id
            and lines.order_id = settled.order_id
            and lines.sku_id = settled.sku_id
),

per_fee as (
    select
        shop_id,
        order_week,
        currency,
        'shipping_income' as fee_type,
        expected_shipping_income_local as estimated_local,
        shipping_income_local as settled_local
    from compared
    union all
    select
        shop_id,
        order_week,
        currency,
        'fbt_fulfillment_fee' as fee_type,
        expected_last_mile_local as estimated_local,
        last_mile_local as settled_local
    from compared
    union all
    select
        shop_id,
        order_week,
        currency,
        'referral_fee' as fee_type,
        expected_referral_fee_local as estimated_local,
        referral_fee_local as settled_local
    from compared
    union all
    select
        shop_id,
        order_week,
        currency,
        'transaction_fee' as fee_type,
        expected_transaction_fee_local as estimated_local,
        transaction_fee_local as settled_local
    from compared
    union all
    select
        shop_id,
        order_week,
        currency,
        'affiliate_commission' as fee_type,
        expected_affiliate_commission_local as estimated_local,
        affiliate_commission_local as settled_local
    from compared
)

select
    shop_id,
    order_week,
    fee_type,
    currency,
    cast(count(*) as integer) as line_count,
    cast(count(estimated_local) as integer) as estimated_line_count,
    {{ money('sum(estimated_local)') }} as estimated_local,
    {{ money('sum(settled_local)') }} as settled_local,
    {{ money('sum(settled_local - estimated_local)') }} as error_local,
    {{ money('sum(abs(settled_local - estimated_local))') }} as absolute_error_local
from per_fee
group by shop_id, order_week, fee_type, currency
