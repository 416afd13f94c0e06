select
    shop_id,
    sum(ad_spend) as ad_spend,
    sum(case when sku_id = 'unallocated' then ad_spend else 0 end) as ad_spend_unallocated,
    sum(net_sales) as net_sales,
    case when count(*) = count(cm2) then sum(cm2) end as cm2,
    case when count(*) = count(cm3) then sum(cm3) end as cm3,
    case when count(*) = count(cm3) then (sum(cm3) + sum(ad_spend)) / nullif(sum(ad_spend), 0) end as contribution_per_ad_spend
from marts.contribution_margin_weekly
where order_week = ${params.week}
group by shop_id
having sum(ad_spend) != 0
order by shop_id
