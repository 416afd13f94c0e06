select
    shop_id,
    metric,
    count(*) as week_count,
    avg("error") as mean_error,
    avg(abs("error")) as mean_absolute_error,
    count(case when is_within then 1 end) as within_count,
    sum(brier_score * scored_count) / nullif(sum(scored_count), 0) as brier_score,
    sum(brier_score_of_the_share * scored_count) / nullif(sum(scored_count), 0) as brier_score_of_the_share
from marts.fulfillment_forecast_backtest
where "error" is not null
group by shop_id, metric
order by shop_id, metric
