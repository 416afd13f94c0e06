-- What the settlement says about each order line, one column per line of the margin. Costs are positive.
-- Where a line is estimated until it settles, adjustments stand apart: they add to the estimate as to the
-- settled fee.
with paid as (
    select
        shop_id,
        order_id,
        sku_id,
        is_settled,
        has_refund_row,
        settled_on,
        refund_settled_on
    from {{ ref('int_settlements__order_lines_paid') }}
),

amounts as (
    select
        shop_id,
        order_id,
        sku_id,
        fee_type,
        margin_line,
        amount_local,
        case
            when is_order_row then margin_line else concat_ws(' ', margin_line, 'adjustment')
        end as settled_line
    from {{ ref('int_settlements__amounts_per_line') }}
),

summed as (
    select
        shop_id,
        order_id,
        sku_id,
        {{ money("-sum(case when margin_line = 'refunds' then amount_local else 0 end)") }} as refunds_local,
        {{ money("sum(case when settled_line = 'shipping_income' then amount_local else 0 end)") }}
            as shipping_income_local,
        {{ money("-sum(case when settled_line = 'last_mile' then amount_local else 0 end)") }}
            as last_mile_local,
        {{ money("-sum(case when margin_line = 'handling' then amount_local else 0 end)") }}
            as handling_local,
        {{ money("-sum(case when margin_line = 'storage' then amount_local else 0 end)") }} as storage_local,
        {{ money("-sum(case when margin_line = 'late_compensation' then amount_local else 0 end)") }}
            as late_compensation_local,
        {{ money("-sum(case when settled_line = 'referral_fee' then amount_local else 0 end)") }}
            as referral_fee_local,
        {{ money("-sum(case when settled_line = 'transaction_fee' then amount_local else 0 end)") }}
            as transaction_fee_local,
        {{ money("-sum(case when margin_line = 'other_platform_fees' then amount_local else 0 end)") }}
            as other_platform_fees_local,
        {{ money("-sum(case when margin_line = 'unmapped_fees' then amount_local else 0 end)") }}
            as unmapped_fees_local,
        {{ money("-sum(case when margin_line = 'duty' then amount_local else 0 end)") }} as duty_local,
        {{ money("-sum(case when margin_line = 'import_vat' then amount_local else 0 end)") }}
            as import_vat_local,
        {{ money("-sum(case when margin_line = 'customs_clearance' then amount_local else 0 end)") }}
            as customs_clearance_local,
        {{ money("-sum(case when margin_line = 'return_shipping' then amount_local else 0 end)") }}
            as return_shipping_local,
        {{ money("-sum(case when margin_line = 'refund_administration_fee' then amount_local else 0 end)") }}
            as refund_administration_fee_local,
        {{ money("-sum(case when settled_line = 'affiliate_commission' then amount_local else 0 end)") }}
            as affiliate_commission_local,
        {{ money("-sum(case when margin_line = 'other_marketing' then amount_local else 0 end)") }}
            as other_marketing_local,
        {{ money("-sum(case when margin_line = 'sample_cost' then amount_local else 0 end)") }}
            as sample_cost_local,
        {{ money("sum(case when settled_line = 'shipping_income adjustment' then amount_local else 0 end)") }}
            as shipping_income_adjustment_local,
        {{ money("-sum(case when settled_line = 'last_mile adjustment' then amount_local else 0 end)") }}
            as last_mile_adjustment_local,
        {{ money("-sum(case when settled_line = 'referral_fee adjustment' then amount_local else 0 end)") }}
            as referral_fee_adjustment_local,
        {{ money("-sum(
            case when settled_line = 'transaction_fee adjustment' then amount_local else 0 end
        )") }}
            as transaction_fee_adjustment_local,
        {{ money("-sum(
            case when settled_line = 'affiliate_commission adjustment' then amount_local else 0 end
        )") }}
            as affiliate_commission_adjustment_local
    from amounts
    group by shop_id, order_id, sku_id
)

select
    coalesce(paid.shop_id, summed.shop_id) as shop_id,
    coalesce(paid.order_id, summed.order_id) as order_id,
    coalesce(paid.sku_id, summed.sku_id) as sku_id,
    coalesce(paid.is_settled, false) as is_settled,
    coalesce(paid.has_refund_row, false) as has_refund_row,
    paid.settled_on,
    paid.refund_settled_on,
    coalesce(summed.refunds_local, 0) as refunds_local,
    coalesce(summed.shipping_income_local, 0) as shipping_income_local,
    coalesce(summed.last_mile_local, 0) as last_mile_local,
    coalesce(summed.handling_local, 0) as handling_local,
    coalesce(summed.storage_local, 0) as storage_local,
    coalesce(summed.late_compensation_local, 0) as late_compensation_local,
    coalesce(summed.referral_fee_local, 0) as referral_fee_local,
    coalesce(summed.transaction_fee_local, 0) as transaction_fee_local,
    coalesce(summed.other_platform_fees_local, 0) as other_platform_fees_local,
    coalesce(summed.unmapped_fees_local, 0) as unmapped_fees_local,
    coalesce(summed.duty_local, 0) as duty_local,
    coalesce(summed.import_vat_local, 0) as import_vat_local,
    coalesce(summed.customs_clearance_local, 0) as customs_clearance_local,
    coalesce(summed.return_shipping_local, 0) as return_shipping_local,
    coalesce(summed.refund_administration_fee_local, 0) as refund_administration_fee_local,
    coalesce(summed.affiliate_commission_local, 0) as affiliate_commission_local,
    coalesce(summed.other_marketing_local, 0) as other_marketing_local,
    coalesce(summed.sample_cost_local, 0) as sample_cost_local,
    coalesce(summed.shipping_income_adjustment_local, 0) as shipping_income_adjustment_local,
    coalesce(summed.last_mile_adjustment_local, 0) as last_mile_adjustment_local,
    coalesce(summed.referral_fee_adjustment_local, 0) as referral_fee_adjustment_local,
    coalesce(summed.transaction_fee_adjustment_local, 0) as transaction_fee_adjustment_local,
    coalesce(summed.affiliate_commission_adjustment_local, 0) as affiliate_commission_adjustment_local
from paid
full outer join summed
    on
        paid.shop_id = summed.shop_id
        and paid.order_id = summed.order_id
        and paid.sku_id = summed.sku_id
