-- By how much each headline of all shops moved since its week was first published.
select
    week,
    max(case when metric = 'net_sales' then movement end) as net_sales_moved,
    max(case when metric = 'cm1' then movement end) as cm1_moved,
    max(case when metric = 'cm2' then movement end) as cm2_moved,
    max(case when metric = 'cm3' then movement end) as cm3_moved,
    max(case when metric = 'returns' then movement end) as returns_moved,
    max(case when metric = 'late_dispatch_rate' then movement end) as late_dispatch_moved
from marts.restatements
where since = 'first_published' and shop_id = 'all' and week <= ${params.week}
group by week
order by week desc
