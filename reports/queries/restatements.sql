-- Weeks up to this one that moved since they were last published, by shop, with the cause of each part.
select
    week,
    shop_id,
    metric,
    cause,
    amount,
    published_value,
    current_value,
    late_row_count,
    late_files
from marts.restatements
where
    since = 'last_published'
    and shop_id != 'all'
    and metric in ('net_sales', 'cm3')
    and week <= ${params.week}
order by week desc, shop_id, metric, abs(amount) desc, cause
