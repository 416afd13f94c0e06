select
    shop_id,
    currency,
    sum(spend_local) as spend_local,
    sum(attributed_orders)::bigint as attributed_orders,
    sum(attributed_sales_local) as attributed_sales_local,
    sum(spend_local) / nullif(sum(attributed_sales_local), 0) as ad_cost_share
from marts.ad_spend
where spend_week = ${params.week}
group by shop_id, currency
order by shop_id, currency
