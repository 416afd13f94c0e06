-- What creators sold, by the content that sold it, what sold without one, and what belongs to no order: a shop's week.
select
    shop_id,
    attribution,
    content_type,
    count(*) filter (where attribution = 'creator') as creator_count,
    sum(order_count)::bigint as order_count,
    sum(net_sales) as net_sales,
    sum(ad_spend) as ad_spend,
    sum(affiliate_commission) as affiliate_commission,
    sum(cm2) as cm2,
    sum(cm3) as cm3,
    false as is_total
from marts.creators_weekly
where order_week = ${params.week}
group by shop_id, attribution, content_type
union all
select
    shop_id,
    'total' as attribution,
    '' as content_type,
    count(distinct case when attribution = 'creator' then creator end) as creator_count,
    null as order_count,
    sum(net_sales) as net_sales,
    sum(ad_spend) as ad_spend,
    sum(affiliate_commission) as affiliate_commission,
    sum(cm2) as cm2,
    sum(cm3) as cm3,
    true as is_total
from marts.creators_weekly
where order_week = ${params.week}
group by shop_id
order by shop_id, is_total, attribution, net_sales desc, content_type
