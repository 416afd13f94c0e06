-- Every creator of the week, whatever content sold; a creator with sales in two shops has a row in each.
select
    shop_id,
    creator,
    sum(order_count)::bigint as order_count,
    sum(unit_count)::bigint as unit_count,
    sum(returned_unit_count)::bigint as returned_unit_count,
    sum(net_sales) as net_sales,
    sum(total_return_cost) as total_return_cost,
    sum(affiliate_commission) as affiliate_commission,
    sum(ad_spend) as ad_spend,
    sum(cm2) as cm2,
    sum(cm3) as cm3,
    sum(unknown_margin_line_count)::bigint as unknown_margin_line_count
from marts.creators_weekly
where order_week = ${params.week} and attribution = 'creator'
group by shop_id, creator
order by shop_id, creator
