-- From gross sales to cm3 by the named lines, to 0.00, for every SKU and week and for every total.
with rows_to_close as (
    select
        concat_ws(' ', 'week', shop_id, order_week, sku_id) as row_name,
        gross_sales - seller_discount - refunds - net_sales as open_net_sales,
        net_sales + shipping_income - cost_of_goods + cost_of_goods_recovered - cm1 as open_cm1,
        first_leg_freight + duty + import_vat + customs_clearance + last_mile + handling + storage
        + late_compensation - fulfilment_cost as open_fulfilment,
        referral_fee + transaction_fee + other_platform_fees + unmapped_fees - platform_fees as open_fees,
        return_shipping + return_handling + refund_administration_fee - return_compensation - return_cost
            as open_returns,
        cm1 - fulfilment_cost - platform_fees - return_cost - cm2 as open_cm2,
        cm2 - ad_spend - affiliate_commission - sample_cost - other_marketing - cm3 as open_cm3
    from {{ ref('contribution_margin_weekly') }}
    union all
    select
        concat_ws(' ', 'line', shop_id, order_id, sku_id) as row_name,
        gross_sales - seller_discount - refunds - net_sales as open_net_sales,
        net_sales + shipping_income - cost_of_goods + cost_of_goods_recovered - cm1 as open_cm1,
        first_leg_freight + duty + import_vat + customs_clearance + last_mile + handling + storage
        + late_compensation - fulfilment_cost as open_fulfilment,
        referral_fee + transaction_fee + other_platform_fees + unmapped_fees - platform_fees as open_fees,
        return_shipping + return_handling + refund_administration_fee - return_compensation - return_cost
            as open_returns,
        cm1 - fulfilment_cost - platform_fees - return_cost - cm2 as open_cm2,
        cm2 - ad_spend - affiliate_commission - sample_cost - other_marketing - cm3 as open_cm3
    from {{ ref('order_line_margins') }}
    union all
    select
        concat_ws(' ', 'total', shop_id, week) as row_name,
        gross_sales - seller_discount - refunds - net_sales as open_net_sales,
        net_sales + shipping_income - cost_of_goods + cost_of_goods_recovered
        - cm1_left_out - coalesce(cm1, 0) as open_cm1,
        0 as open_fulfilment,
        0 as open_fees,
        0 as open_returns,
        coalesce(cm1, 0) + cm1_left_out - fulfilment_cost - platform_fees - return_cost
        - cm2_left_out - coalesce(cm2, 0) as open_cm2,
        coalesce(cm2, 0) + cm2_left_out - ad_spend - affiliate_commission - sample_cost - other_marketing
        - cm3_left_out - coalesce(cm3, 0) as open_cm3
    from {{ ref('shop_weekly') }}
)

select *
from rows_to_close
where
    open_net_sales <> 0
    or open_cm1 <> 0
    or open_fulfilment <> 0
    or open_fees <> 0
    or open_returns <> 0
    or open_cm2 <> 0
    or open_cm3 <> 0
