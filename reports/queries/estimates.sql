select
    shop_id,
    sum(net_sales) as net_sales,
    case when count(*) = count(cm3) then sum(cm3) end as cm3,
    case when count(*) = count(cm3_expected) then sum(cm3_expected) end as cm3_expected,
    sum(unknown_cost_line_count)::bigint as unknown_cost_line_count
from marts.contribution_margin_weekly
where order_week = ${params.week}
group by shop_id
order by shop_id
