with margins as (
    select *
    from {{ ref('int_margin__margins_weekly') }}
),

skus as (
    select
        shop_id,
        sku_id,
        seller_sku,
        product_name
    from {{ ref('skus') }}
),

reporting as (
    select reporting_currency
    from {{ ref('int_margin__reporting') }}
)

select
    margins.shop_id,
    margins.order_week,
    margins.sku_id,
    skus.seller_sku,
    skus.product_name,
    reporting.reporting_currency as currency,
    margins.unit_count,
    margins.order_count,
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
    margins.ad_spend_without_report,
    margins.affiliate_commission,
    margins.sample_cost,
    margins.other_marketing,
    margins.cm3,
    margins.cm3_expected,
    margins.estimated_share,
    margins.unknown_cost_line_count,
    margins.unknown_fee_line_count,
    '3' as definition_version
from margins
cross join reporting
left join skus
    on
        margins.shop_id = skus.shop_id
        and margins.sku_id = skus.sku_id
