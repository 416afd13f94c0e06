select
    shop_id,
    metric,
    case when late_spell = 'none' then 'ordinary' else 'late_spell' end as kind_of_week,
    count(*) as week_count,
    avg("error") as mean_error,
    avg(abs("error")) as mean_absolute_error,
    count(is_within) as interval_count,
    count(case when is_within then 1 end) as within_count,
    sum(brier_score * scored_count) / nullif(sum(scored_count), 0) as brier_score,
    sum(brier_score_of_the_share * scored_count) / nullif(sum(scored_count), 0) as brier_score_of_the_share,
    sum(brier_score_of_the_usual * scored_count) / nullif(sum(scored_count), 0) as brier_score_of_the_usual
from marts.fulfillment_forecast_backtest
where "error" is not null
group by shop_id, metric, kind_of_week
order by shop_id, metric, kind_of_week desc
