with weekly as (
    select *
    from {{ ref('int_returns__weekly') }}
    where is_now
),

-- The error of what was said at the same age of older weeks: the last of 1, 2, 4 and 8 weeks that has passed.
aged as (
    select
        *,
        case
            when weeks_after >= 8 then 8
            when weeks_after >= 4 then 4
            when weeks_after >= 1 then least(weeks_after, 2)
        end as tested_weeks_after
    from weekly
),

tests as (
    select
        shop_id,
        product_category,
        weeks_after,
        count(*) as test_count,
        sum(error) as error,
        sum(abs(error)) as absolute_error,
        count(case when is_within then 1 end) as within_count
    from {{ ref('return_expectations_backtest') }}
    where has_come
    group by shop_id, product_category, weeks_after
)

select
    aged.shop_id,
    aged.order_week,
    aged.product_category,
    aged.moment_on as known_on,
    aged.weeks_after,
    aged.is_closed,
    aged.unit_count,
    aged.line_value as sold_value,
    aged.undelivered_unit_count,
    aged.open_unit_count,
    aged.returned_unit_count,
    aged.returned_before_delivery_unit_count,
    {{ rate('aged.returned_unit_count', 'aged.unit_count') }} as returned_rate,
    aged.return_loss,
    aged.refunds,
    aged.development_share,
    aged.category_credibility,
    aged.week_credibility,
    aged.units_to_come,
    {{ share_of('aged.returned_unit_count + aged.units_to_come', 'aged.unit_count') }} as expected_rate,
    {{ share_of('aged.returned_unit_count + aged.units_to_come_low', 'aged.unit_count') }}
        as expected_rate_low,
    {{ share_of('aged.returned_unit_count + aged.units_to_come_high', 'aged.unit_count') }}
        as expected_rate_high,
    aged.loss_to_come,
    aged.refunds_to_come,
    aged.goods_to_come,
    {{ money('aged.return_loss + aged.loss_to_come') }} as expected_loss,
    {{ money('aged.return_loss + aged.loss_to_come_low') }} as expected_loss_low,
    {{ money('aged.return_loss + aged.loss_to_come_high') }} as expected_loss_high,
    case when not aged.is_closed then tests.weeks_after end as tested_weeks_after,
    case when not aged.is_closed then cast(coalesce(tests.test_count, 0) as integer) end as test_count,
    case when not aged.is_closed then {{ share_of('tests.error', 'tests.test_count') }} end
        as mean_error,
    case when not aged.is_closed then {{ share_of('tests.absolute_error', 'tests.test_count') }} end
        as mean_absolute_error,
    case when not aged.is_closed then {{ rate('tests.within_count', 'tests.test_count') }} end
        as within_rate,
    {{ returns_method() }} as method
from aged
left join tests
    on
        aged.shop_id = tests.shop_id
        and aged.product_category = tests.product_category
        and aged.tested_weeks_after = tests.weeks_after
