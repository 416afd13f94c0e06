-- The rule behind each rate and what crossing its limit costs: beside the rates they would be wider than the page.
select *
from ${metrics_week}
order by shop_id, metric
