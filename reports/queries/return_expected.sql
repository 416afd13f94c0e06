select
    expected.shop_id,
    expected.order_week,
    expected.unit_count,
    expected.returned_rate,
    expected.expected_rate,
    expected.expected_rate_low as low_rate,
    expected.expected_rate_high as high_rate,
    expected.expected_loss,
    expected.expected_loss_low,
    expected.expected_loss_high,
    expected.loss_to_come
from marts.return_expectations_weekly as expected
where expected.product_category = 'all'
    and expected.order_week in (
        select week from marts.calendar_weeks where week <= ${params.week} order by week desc limit 6
    )
order by expected.shop_id, expected.order_week desc
