-- The lines of the margin that are estimated until they settle: settled where settled, else expected.
-- Adjustments that name the order count either way.
with lines as (
    select
        shop_id,
        order_id,
        sku_id,
        is_sold
    from {{ ref('int_orders__lines') }}
),

settled as (
    select
        shop_id,
        order_id,
        sku_id,
        is_settled,
        shipping_income_local,
        last_mile_local,
        referral_fee_local,
        transaction_fee_local,
        affiliate_commission_local,
        shipping_income_adjustment_local,
        last_mile_adjustment_local,
        referral_fee_adjustment_local,
        transaction_fee_adjustment_local,
        affiliate_commission_adjustment_local
    from {{ ref('int_settlements__lines_settled') }}
),

expected as (
    select
        shop_id,
        order_id,
        sku_id,
        shipping_income_local,
        referral_fee_local,
        transaction_fee_local,
        fbt_fulfillment_fee_local as last_mile_local
    from {{ ref('int_settlements__fees_expected') }}
),

commissions as (
    select
        shop_id,
        order_id,
        sku_id,
        affiliate_commission_local
    from {{ ref('int_marketing__line_commissions') }}
),

joined as (
    select
        lines.shop_id,
        lines.order_id,
        lines.sku_id,
        coalesce(settled.is_settled, false) as is_settled,
        lines.is_sold and not coalesce(settled.is_settled, false) as is_awaited,
        coalesce(expected.shipping_income_local, 0) as expected_shipping_income_local,
        coalesce(expected.last_mile_local, 0) as expected_last_mile_local,
        -- Without a rate the fee of a sold line is unknown; a line that was not sold has none.
        case when lines.is_sold then expected.referral_fee_local else 0 end as expected_referral_fee_local,
        coalesce(expected.transaction_fee_local, 0) as expected_transaction_fee_local,
        coalesce(commissions.affiliate_commission_local, 0) as expected_affiliate_commission_local,
        coalesce(settled.shipping_income_local, 0) as settled_shipping_income_local,
        coalesce(settled.last_mile_local, 0) as settled_last_mile_local,
        coalesce(settled.referral_fee_local, 0) as settled_referral_fee_local,
        coalesce(settled.transaction_fee_local, 0) as settled_transaction_fee_local,
        coalesce(settled.affiliate_commission_local, 0) as settled_affiliate_commission_local,
        coalesce(settled.shipping_income_adjustment_local, 0) as adjusted_shipping_income_local,
        coalesce(settled.last_mile_adjustment_local, 0) as adjusted_last_mile_local,
        coalesce(settled.referral_fee_adjustment_local, 0) as adjusted_referral_fee_local,
        coalesce(settled.transaction_fee_adjustment_local, 0) as adjusted_transaction_fee_local,
        coalesce(settled.affiliate_commission_adjustment_local, 0) as adjusted_affiliate_commission_local
    from lines
    left join settled
        on
            lines.shop_id = settled.shop_id
            and lines.order_id = settled.order_id
            and lines.sku_id = settled.sku_id
    left join expected
        on
            lines.shop_id = expected.shop_id
            and lines.order_id = expected.order_id
            and lines.sku_id = expected.sku_id
    left join commissions
        on
            lines.shop_id = commissions.shop_id
            and lines.order_id = commissions.order_id
            and lines.sku_id = commissions.sku_id
)

select
    *,
    case when is_awaited then expected_shipping_income_local else settled_shipping_income_local end
    + adjusted_shipping_income_local as shipping_income_local,
    case when is_awaited then expected_last_mile_local else settled_last_mile_local end
    + adjusted_last_mile_local as last_mile_local,
    case when is_awaited then expected_referral_fee_local else settled_referral_fee_local end
    + adjusted_referral_fee_local as referral_fee_local,
    case when is_awaited then expected_transaction_fee_local else settled_transaction_fee_local end
    + adjusted_transaction_fee_local as transaction_fee_local,
    case when is_awaited then expected_affiliate_commission_local else settled_affiliate_commission_local end
    + adjusted_affiliate_commission_local as affiliate_commission_local,
    case
        when is_awaited
            then
                abs(expected_shipping_income_local) + abs(expected_last_mile_local)
                + abs(coalesce(expected_referral_fee_local, 0)) + abs(expected_transaction_fee_local)
                + abs(expected_affiliate_commission_local)
        else 0
    end as estimated_fees_local
from joined
