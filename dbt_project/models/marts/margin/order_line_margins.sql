with margins as (
    select *
    from {{ ref('int_margin__line_margins') }}
),

reporting as (
    select reporting_currency
    from {{ ref('int_margin__reporting') }}
)

select
    margins.shop_id,
    margins.order_id,
    margins.sku_id,
    margins.seller_sku,
    margins.market,
    margins.order_week,
    margins.ordered_on,
    margins.is_sold,
    margins.is_sample,
    margins.is_cancelled,
    margins.is_settled,
    margins.is_cost_unknown,
    cast(margins.unit_count as integer) as unit_count,
    margins.gross_sales,
    margins.seller_discount,
    margins.platform_discount,
    margins.refunds,
    margins.net_sales,
    margins.shipping_income,
    margins.cost_of_goods,
    margins.cost_of_goods_recovered,
    margins.cm1,
    margins.first_leg_freight,
    margins.duty,
    margins.import_vat,
    margins.customs_clearance,
    margins.last_mile,
    margins.handling,
    margins.storage,
    margins.late_compensation,
    margins.fulfilment_cost,
    margins.referral_fee,
    margins.transaction_fee,
    margins.other_platform_fees,
    margins.unmapped_fees,
    margins.platform_fees,
    margins.return_shipping,
    margins.return_handling,
    margins.refund_administration_fee,
    margins.return_compensation,
    margins.return_cost,
    margins.cm2,
    margins.ad_spend,
    margins.affiliate_commission,
    margins.sample_cost,
    margins.other_marketing,
    margins.cm3,
    margins.goods_written_off,
    margins.estimated_amount,
    reporting.reporting_currency as currency
from margins
cross join reporting
