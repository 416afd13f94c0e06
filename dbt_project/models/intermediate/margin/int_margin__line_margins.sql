-- A view: it only adds up columns of one table; storing them twice costs more than adding again.
{{ config(materialized='view') }}

with components as (
    select *
    from {{ ref('int_margin__line_components') }}
),

-- What a sample costs is marketing, whatever it is made of; it has no sales and no other line.
samples_apart as (
    select
        shop_id,
        order_id,
        sku_id,
        seller_sku,
        market,
        order_week,
        ordered_on,
        is_sold,
        is_sample,
        is_cancelled,
        is_settled,
        is_cost_unknown,
        case when is_sold then quantity else 0 end as unit_count,
        case when is_sample then 0 else gross_sales end as gross_sales,
        case when is_sample then 0 else seller_discount end as seller_discount,
        case when is_sample then 0 else platform_discount end as platform_discount,
        case when is_sample then 0 else refunds end as refunds,
        case when is_sample then 0 else shipping_income end as shipping_income,
        case when is_sample then 0 else cost_of_goods end as cost_of_goods,
        case when is_sample then 0 else cost_of_goods_recovered end as cost_of_goods_recovered,
        case when is_sample then 0 else goods_written_off end as goods_written_off,
        case when is_sample then 0 else first_leg_freight end as first_leg_freight,
        case when is_sample then 0 else duty end as duty,
        case when is_sample then 0 else import_vat end as import_vat,
        case when is_sample then 0 else customs_clearance end as customs_clearance,
        case when is_sample then 0 else last_mile end as last_mile,
        case when is_sample then 0 else handling end as handling,
        case when is_sample then 0 else storage end as storage,
        case when is_sample then 0 else late_compensation end as late_compensation,
        case when is_sample then 0 else referral_fee end as referral_fee,
        case when is_sample then 0 else transaction_fee end as transaction_fee,
        case when is_sample then 0 else other_platform_fees end as other_platform_fees,
        case when is_sample then 0 else unmapped_fees end as unmapped_fees,
        case when is_sample then 0 else return_shipping end as return_shipping,
        case when is_sample then 0 else return_handling end as return_handling,
        case when is_sample then 0 else refund_administration_fee end as refund_administration_fee,
        case when is_sample then 0 else return_compensation end as return_compensation,
        case when is_sample then 0 else ad_spend end as ad_spend,
        case when is_sample then 0 else affiliate_commission end as affiliate_commission,
        case when is_sample then 0 else other_marketing end as other_marketing,
        sample_cost + case
            when is_sample
                then
                    cost_of_goods - cost_of_goods_recovered + first_leg_freight + duty + import_vat
                    + customs_clearance + last_mile + handling + storage + late_compensation
                    + referral_fee + transaction_fee + other_platform_fees + unmapped_fees
                    + return_shipping + return_handling + refund_administration_fee - return_compensation
                    + affiliate_commission + other_marketing - shipping_income
            else 0
        end as sample_cost,
        case when is_sample then 0 else estimated_amount end as estimated_amount
    from components
),

summed as (
    select
        *,
        gross_sales - seller_discount - refunds as net_sales,
        first_leg_freight + duty + import_vat + customs_clearance + last_mile + handling + storage
        + late_compensation as fulfilment_cost,
        referral_fee + transaction_fee + other_platform_fees + unmapped_fees as platform_fees,
        return_shipping + return_handling + refund_administration_fee - return_compensation as return_cost
    from samples_apart
),

margins as (
    select
        *,
        net_sales + shipping_income - cost_of_goods + cost_of_goods_recovered as cm1
    from summed
)

select
    shop_id,
    order_id,
    sku_id,
    seller_sku,
    market,
    order_week,
    ordered_on,
    is_sold,
    is_sample,
    is_cancelled,
    is_settled,
    is_cost_unknown,
    unit_count,
    {{ money('gross_sales') }} as gross_sales,
    {{ money('seller_discount') }} as seller_discount,
    {{ money('platform_discount') }} as platform_discount,
    {{ money('refunds') }} as refunds,
    {{ money('net_sales') }} as net_sales,
    {{ money('shipping_income') }} as shipping_income,
    {{ money('cost_of_goods') }} as cost_of_goods,
    {{ money('cost_of_goods_recovered') }} as cost_of_goods_recovered,
    {{ money('cm1') }} as cm1,
    {{ money('first_leg_freight') }} as first_leg_freight,
    {{ money('duty') }} as duty,
    {{ money('import_vat') }} as import_vat,
    {{ money('customs_clearance') }} as customs_clearance,
    {{ money('last_mile') }} as last_mile,
    {{ money('handling') }} as handling,
    {{ money('storage') }} as storage,
    {{ money('late_compensation') }} as late_compensation,
    {{ money('fulfilment_cost') }} as fulfilment_cost,
    {{ money('referral_fee') }} as referral_fee,
    {{ money('transaction_fee') }} as transaction_fee,
    {{ money('other_platform_fees') }} as other_platform_fees,
    {{ money('unmapped_fees') }} as unmapped_fees,
    {{ money('platform_fees') }} as platform_fees,
    {{ money('return_shipping') }} as return_shipping,
    {{ money('return_handling') }} as return_handling,
    {{ money('refund_administration_fee') }} as refund_administration_fee,
    {{ money('return_compensation') }} as return_compensation,
    {{ money('return_cost') }} as return_cost,
    {{ money('cm1 - fulfilment_cost - platform_fees - return_cost') }} as cm2,
    {{ money('ad_spend') }} as ad_spend,
    {{ money('affiliate_commission') }} as affiliate_commission,
    {{ money('sample_cost') }} as sample_cost,
    {{ money('other_marketing') }} as other_marketing,
    {{ money('cm1 - fulfilment_cost - platform_fees - return_cost
        - ad_spend - affiliate_commission - sample_cost - other_marketing') }} as cm3,
    {{ money('goods_written_off') }} as goods_written_off,
    {{ money('estimated_amount') }} as estimated_amount
from margins
