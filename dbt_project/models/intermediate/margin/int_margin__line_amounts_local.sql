-- What export and settlement say about each line, in the shop's currency. Sales are those of sold lines
-- only; what a cancelled line cost all the same stays.
with lines as (
    select
        shop_id,
        order_id,
        sku_id,
        currency,
        ordered_on,
        list_amount_local,
        seller_discount_local,
        platform_discount_local,
        is_sold
    from {{ ref('int_orders__lines') }}
),

fees as (
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
        estimated_fees_local
    from {{ ref('int_margin__fees_known') }}
),

settled as (
    select
        shop_id,
        order_id,
        sku_id,
        handling_local,
        storage_local,
        late_compensation_local,
        other_platform_fees_local,
        unmapped_fees_local,
        duty_local,
        import_vat_local,
        customs_clearance_local,
        return_shipping_local,
        refund_administration_fee_local,
        other_marketing_local,
        sample_cost_local
    from {{ ref('int_settlements__lines_settled') }}
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

returns as (
    select
        shop_id,
        order_id,
        sku_id,
        return_compensation_local
    from {{ ref('int_returns__returns_completed') }}
)

select
    lines.shop_id,
    lines.order_id,
    lines.sku_id,
    lines.currency,
    lines.ordered_on,
    fees.is_settled,
    case when lines.is_sold then lines.list_amount_local else 0 end as gross_sales_local,
    case when lines.is_sold then lines.seller_discount_local else 0 end as seller_discount_local,
    case when lines.is_sold then lines.platform_discount_local else 0 end as platform_discount_local,
    case when lines.is_sold then coalesce(refunds.refunds_local, 0) else 0 end as refunds_local,
    fees.shipping_income_local,
    fees.last_mile_local,
    fees.referral_fee_local,
    fees.affiliate_commission_local,
    coalesce(settled.handling_local, 0) as handling_local,
    coalesce(settled.storage_local, 0) as storage_local,
    coalesce(settled.late_compensation_local, 0) as late_compensation_local,
    coalesce(fees.transaction_fee_local, 0) as transaction_fee_local,
    coalesce(settled.other_platform_fees_local, 0) as other_platform_fees_local,
    coalesce(settled.unmapped_fees_local, 0) as unmapped_fees_local,
    coalesce(settled.duty_local, 0) as duty_local,
    coalesce(settled.import_vat_local, 0) as import_vat_local,
    coalesce(settled.customs_clearance_local, 0) as customs_clearance_local,
    coalesce(settled.return_shipping_local, 0) as return_shipping_local,
    coalesce(settled.refund_administration_fee_local, 0) as refund_administration_fee_local,
    coalesce(returns.return_compensation_local, 0) as return_compensation_local,
    coalesce(settled.other_marketing_local, 0) as other_marketing_local,
    coalesce(settled.sample_cost_local, 0) as sample_cost_local,
    fees.estimated_fees_local
    + case when lines.is_sold and refunds.is_estimated then abs(refunds.refunds_local) else 0 end
        as estimated_local
from lines
inner join fees
    on
        lines.shop_id = fees.shop_id
        and lines.order_id = fees.order_id
        and lines.sku_id = fees.sku_id
left join settled
    on
        lines.shop_id = settled.shop_id
        and lines.order_id = settled.order_id
        and lines.sku_id = settled.sku_id
left join refunds
    on
        lines.shop_id = refunds.shop_id
        and lines.order_id = refunds.order_id
        and lines.sku_id = refunds.sku_id
left join returns
    on
        lines.shop_id = returns.shop_id
        and lines.order_id = returns.order_id
        and lines.sku_id = returns.sku_id
