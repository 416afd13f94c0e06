-- The weekly margin is the order lines plus what no line bears, by shop and week. Weeks with an unknown
-- margin are compared by their sales.
with of_lines as (
    select
        shop_id,
        order_week,
        sum(gross_sales) as gross_sales,
        sum(net_sales) as net_sales,
        sum(ad_spend) as ad_spend,
        sum(cm3) as cm3,
        count(case when cm3 is null then 1 end) as unknown_count
    from {{ ref('order_line_margins') }}
    group by shop_id, order_week
),

of_no_line as (
    select
        shop_id,
        order_week,
        sum(case when margin_line in ('ad_spend', 'ad_spend_without_report') then amount else 0 end)
            as ad_spend,
        sum(case when margin_line = 'shipping_income' then amount else -amount end) as cm3
    from {{ ref('int_margin__unallocated') }}
    group by shop_id, order_week
),

weekly as (
    select
        shop_id,
        order_week,
        sum(gross_sales) as gross_sales,
        sum(net_sales) as net_sales,
        sum(ad_spend) as ad_spend,
        sum(cm3) as cm3
    from {{ ref('contribution_margin_weekly') }}
    group by shop_id, order_week
)

select
    weekly.shop_id,
    weekly.order_week,
    weekly.net_sales,
    of_lines.net_sales as net_sales_of_lines,
    weekly.cm3,
    coalesce(of_lines.cm3, 0) + coalesce(of_no_line.cm3, 0) as cm3_of_parts
from weekly
left join of_lines on weekly.shop_id = of_lines.shop_id and weekly.order_week = of_lines.order_week
left join of_no_line on weekly.shop_id = of_no_line.shop_id and weekly.order_week = of_no_line.order_week
where
    weekly.gross_sales is distinct from coalesce(of_lines.gross_sales, 0)
    or weekly.net_sales is distinct from coalesce(of_lines.net_sales, 0)
    or weekly.ad_spend is distinct from coalesce(of_lines.ad_spend, 0) + coalesce(of_no_line.ad_spend, 0)
    or (
        coalesce(of_lines.unknown_count, 0) = 0
        and weekly.cm3 is distinct from coalesce(of_lines.cm3, 0) + coalesce(of_no_line.cm3, 0)
    )
