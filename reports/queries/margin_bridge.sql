-- An SKU without a cost has no margin: what its lines would add is a step of its own, so that every level closes.
with totals as (
    select
        net_sales,
        shipping_income,
        -cost_of_goods as cost_of_goods,
        cost_of_goods_recovered,
        -cm1_left_out as cm1_left_out,
        cm1,
        -fulfilment_cost as fulfilment_cost,
        -platform_fees as platform_fees,
        -return_cost as return_cost,
        cm1_left_out - cm2_left_out as cm2_left_out,
        cm2,
        -ad_spend as ad_spend,
        -affiliate_commission as affiliate_commission,
        -sample_cost as sample_cost,
        -other_marketing as other_marketing,
        cm2_left_out - cm3_left_out as cm3_left_out,
        cm3
    from marts.shop_weekly
    where shop_id = 'all' and week = ${params.week}
),

steps as (
    select
        line,
        amount,
        line in ('net_sales', 'cm1', 'cm2', 'cm3') as is_total,
        list_position([
            'net_sales', 'shipping_income', 'cost_of_goods', 'cost_of_goods_recovered', 'cm1_left_out', 'cm1',
            'fulfilment_cost', 'platform_fees', 'return_cost', 'cm2_left_out', 'cm2', 'ad_spend',
            'affiliate_commission', 'sample_cost', 'other_marketing', 'cm3_left_out', 'cm3'
        ], line) as step
    from (unpivot totals on columns(*) into name line value amount)
)

select
    line,
    amount,
    is_total,
    case when is_total then 'total' else 'delta' end as kind
from steps
where amount != 0 or is_total
order by step
