select
    shop_id,
    weeks_after,
    count(*) as week_count,
    avg("error")::decimal(9, 6) as mean_error,
    avg(abs("error"))::decimal(9, 6) as mean_absolute_error,
    count(case when is_within then 1 end) as within_count
from marts.return_expectations_backtest
where product_category = 'all' and has_come and order_week <= ${params.week}
group by shop_id, weeks_after
order by shop_id, weeks_after
