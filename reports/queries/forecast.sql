select
    shop_id,
    metric,
    target_week,
    known_count,
    open_count,
    to_come_count,
    unknown_count,
    expected_rate,
    low_rate,
    high_rate
from marts.fulfillment_forecast
order by target_week, shop_id, metric
