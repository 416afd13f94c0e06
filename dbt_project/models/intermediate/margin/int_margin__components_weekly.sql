-- The components of a week's margin by SKU, and under `unallocated` what no order line bears.
with lines as (
    select *
    from {{ ref('int_margin__line_margins') }}
),

unallocated as (
    select
        shop_id,
        order_week,
        margin_line,
        amount
    from {{ ref('int_margin__unallocated') }}
),

of_lines as (
    select
        shop_id,
        order_week,
        sku_id,
        sum(unit_count) as unit_count,
        count(distinct case when is_sold then order_id end) as order_count,
        count(case when is_cost_unknown then 1 end) as unknown_cost_line_count,
        count(case when is_sold and platform_fees is null then 1 end) as unknown_fee_line_count,
        sum(gross_sales) as gross_sales,
        sum(seller_discount) as seller_discount,
        sum(platform_discount) as platform_discount,
        sum(refunds) as refunds,
        sum(shipping_income) as shipping_income,
        sum(cost_of_goods) as cost_of_goods,
        sum(cost_of_goods_recovered) as cost_of_goods_recovered,
        sum(first_leg_freight) as first_leg_freight,
        sum(duty) as duty,
        sum(import_vat) as import_vat,
        sum(customs_clearance) as customs_clearance,
        sum(last_mile) as last_mile,
        sum(handling) as handling,
        sum(storage) as storage,
        sum(late_compensation) as late_compensation,
        sum(referral_fee) as referral_fee,
        sum(transaction_fee) as transaction_fee,
        sum(other_platform_fees) as other_platform_fees,
        sum(unmapped_fees) as unmapped_fees,
        sum(return_shipping) as return_shipping,
        sum(return_handling) as return_handling,
        sum(refund_administration_fee) as refund_administration_fee,
        sum(return_compensation) as return_compensation,
        sum(ad_spend) as ad_spend,
        0 as ad_spend_without_report,
        sum(affiliate_commission) as affiliate_commission,
        sum(sample_cost) as sample_cost,
        sum(other_marketing) as other_marketing,
        sum(estimated_amount) as estimated_amount,
        count(case when cm3 is null then 1 end) as unknown_margin_line_count
    from lines
    group by shop_id, order_week, sku_id
    -- Cancelled lines alone make no row, unless money moved on them, also where it comes to nothing.
    having
        count(case when is_sold or is_sample then 1 end) > 0
        or sum({% for moved in [
            'shipping_income', 'first_leg_freight', 'duty', 'import_vat', 'customs_clearance', 'last_mile',
            'handling', 'storage', 'late_compensation', 'referral_fee', 'transaction_fee',
            'other_platform_fees', 'unmapped_fees', 'return_shipping', 'return_handling',
            'refund_administration_fee', 'return_compensation', 'ad_spend', 'affiliate_commission',
            'other_marketing', 'cm3',
        ] %}abs({{ moved }}){{ ' + ' if not loop.last }}{% endfor %}) <> 0
),

of_no_line as (
    select
        shop_id,
        order_week,
        'unallocated' as sku_id,
        0 as unit_count,
        0 as order_count,
        0 as unknown_cost_line_count,
        0 as unknown_fee_line_count,
        0 as gross_sales,
        0 as seller_discount,
        0 as platform_discount,
        0 as refunds,
        sum(case when margin_line = 'shipping_income' then amount else 0 end) as shipping_income,
        0 as cost_of_goods,
        0 as cost_of_goods_recovered,
        sum(case when margin_line = 'first_leg_freight' then amount else 0 end) as first_leg_freight,
        sum(case when margin_line = 'duty' then amount else 0 end) as duty,
        sum(case when margin_line = 'import_vat' then amount else 0 end) as import_vat,
        sum(case when margin_line = 'customs_clearance' then amount else 0 end) as customs_clearance,
        sum(case when margin_line = 'last_mile' then amount else 0 end) as last_mile,
        sum(case when margin_line = 'handling' then amount else 0 end) as handling,
        sum(case when margin_line = 'storage' then amount else 0 end) as storage,
        sum(case when margin_line = 'late_compensation' then amount else 0 end) as late_compensation,
        sum(case when margin_line = 'referral_fee' then amount else 0 end) as referral_fee,
        sum(case when margin_line = 'transaction_fee' then amount else 0 end) as transaction_fee,
        sum(case when margin_line = 'other_platform_fees' then amount else 0 end) as other_platform_fees,
        sum(case when margin_line = 'unmapped_fees' then amount else 0 end) as unmapped_fees,
        sum(case when margin_line = 'return_shipping' then amount else 0 end) as return_shipping,
        sum(case when margin_line = 'return_handling' then amount else 0 end) as return_handling,
        sum(case when margin_line = 'refund_administration_fee' then amount else 0 end)
            as refund_administration_fee,
        0 as return_compensation,
        sum(case when margin_line in ('ad_spend', 'ad_spend_without_report') then amount else 0 end)
            as ad_spend,
        sum(case when margin_line = 'ad_spend_without_report' then amount else 0 end)
            as ad_spend_without_report,
        sum(case when margin_line = 'affiliate_commission' then amount else 0 end) as affiliate_commission,
        sum(case when margin_line = 'sample_cost' then amount else 0 end) as sample_cost,
        sum(case when margin_line = 'other_marketing' then amount else 0 end) as other_marketing,
        0 as estimated_amount,
        0 as unknown_margin_line_count
    from unallocated
    group by shop_id, order_week
)

select * from of_lines
union all
select * from of_no_line
