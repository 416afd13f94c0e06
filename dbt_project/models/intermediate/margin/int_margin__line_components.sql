-- Every component of every line's margin in the reporting currency, before what samples cost is put in its
-- own line.
with lines as (
    select
        shop_id,
        order_id,
        sku_id,
        seller_sku,
        market,
        order_week,
        ordered_on,
        quantity,
        is_sold,
        is_sample,
        is_cancelled
    from {{ ref('int_orders__lines') }}
),

amounts as (
    select *
    from {{ ref('int_margin__line_amounts') }}
),

goods as (
    select
        shop_id,
        order_id,
        sku_id,
        has_cost,
        cost_of_goods,
        cost_of_goods_recovered,
        goods_written_off
    from {{ ref('int_costs__line_goods_reported') }}
),

costs as (
    select *
    from {{ ref('int_costs__line_costs') }}
),

shared as (
    select
        shop_id,
        order_id,
        sku_id,
        sum(case when charge_type = 'first_leg_freight' then amount else 0 end) as first_leg_freight,
        sum(case when charge_type = 'duty' then amount else 0 end) as duty,
        sum(case when charge_type = 'import_vat' then amount else 0 end) as import_vat,
        sum(case when charge_type = 'customs_clearance' then amount else 0 end) as customs_clearance,
        sum(case when charge_type = 'last_mile' then amount else 0 end) as last_mile,
        sum(case when charge_type = 'handling' then amount else 0 end) as handling,
        sum(case when charge_type = 'storage' then amount else 0 end) as storage,
        sum(case when charge_type = 'return_shipping' then amount else 0 end) as return_shipping,
        sum(case when charge_type = 'return_handling' then amount else 0 end) as return_handling,
        sum(case when is_estimated then abs(amount) else 0 end) as estimated_amount
    from {{ ref('int_costs__line_shared_charges') }}
    where order_id is not null
    group by shop_id, order_id, sku_id
),

ads as (
    select
        shop_id,
        order_id,
        sku_id,
        ad_spend
    from {{ ref('int_marketing__line_ad_spend') }}
    where order_id is not null
)

select
    lines.*,
    amounts.is_settled,
    (lines.is_sold or lines.is_sample) and not coalesce(goods.has_cost, false) as is_cost_unknown,
    amounts.gross_sales,
    amounts.seller_discount,
    amounts.platform_discount,
    amounts.refunds,
    amounts.shipping_income,
    -- A line that sold or was given away and has no cost keeps a null: unknown, never free.
    case when goods.shop_id is null then 0 else goods.cost_of_goods end as cost_of_goods,
    case when goods.shop_id is null then 0 else goods.cost_of_goods_recovered end as cost_of_goods_recovered,
    case when goods.shop_id is null then 0 else goods.goods_written_off end as goods_written_off,
    coalesce(costs.first_leg_freight, 0) + coalesce(shared.first_leg_freight, 0) as first_leg_freight,
    coalesce(costs.duty, 0) + coalesce(shared.duty, 0) as duty,
    coalesce(costs.import_vat, 0) + coalesce(shared.import_vat, 0) as import_vat,
    coalesce(costs.customs_clearance, 0) + coalesce(shared.customs_clearance, 0) as customs_clearance,
    coalesce(costs.last_mile, 0) + coalesce(shared.last_mile, 0) as last_mile,
    coalesce(costs.handling, 0) + coalesce(shared.handling, 0) as handling,
    amounts.storage + coalesce(shared.storage, 0) as storage,
    amounts.late_compensation,
    amounts.referral_fee,
    amounts.transaction_fee,
    amounts.other_platform_fees,
    amounts.unmapped_fees,
    coalesce(costs.return_shipping, 0) + coalesce(shared.return_shipping, 0) as return_shipping,
    coalesce(costs.return_handling, 0) + coalesce(shared.return_handling, 0) as return_handling,
    amounts.refund_administration_fee,
    amounts.return_compensation,
    coalesce(ads.ad_spend, 0) as ad_spend,
    amounts.affiliate_commission,
    amounts.other_marketing,
    amounts.sample_cost,
    amounts.estimated_amount + abs(coalesce(costs.estimated_amount, 0)) + coalesce(shared.estimated_amount, 0)
        as estimated_amount
from lines
inner join amounts
    on lines.shop_id = amounts.shop_id and lines.order_id = amounts.order_id and lines.sku_id = amounts.sku_id
left join goods
    on lines.shop_id = goods.shop_id and lines.order_id = goods.order_id and lines.sku_id = goods.sku_id
left join costs
    on lines.shop_id = costs.shop_id and lines.order_id = costs.order_id and lines.sku_id = costs.sku_id
left join shared
    on lines.shop_id = shared.shop_id and lines.order_id = shared.order_id and lines.sku_id = shared.sku_id
left join ads
    on lines.shop_id = ads.shop_id and lines.order_id = ads.order_id and lines.sku_id = ads.sku_id
