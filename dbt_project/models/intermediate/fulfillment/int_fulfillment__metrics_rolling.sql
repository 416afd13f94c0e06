-- What the platform looks at on a Monday: the calendar days before it, 7, 30, 60 or 90 of them.
with weeks as (
    select
        week,
        week_start_on,
        {{ add_days('week_end_on', 1) }} as evaluated_on
    from {{ ref('int_calendar__weeks') }}
    where is_complete
),

windows as (
    {% for days in [7, 30, 60, 90] -%}
    select {{ days }} as window_days
    {% if not loop.last %}union all
    {% endif -%}
    {% endfor %}
),

days as (
    select
        shop_id,
        metric,
        day_on,
        numerator,
        denominator
    from {{ ref('int_fulfillment__metric_days') }}
    union all
    select
        shop_id,
        metric,
        day_on,
        numerator,
        denominator
    from {{ ref('int_returns__risk_days') }}
),

shops as (
    select
        shop_id,
        min(ordered_on) as first_on
    from {{ ref('int_orders__orders') }}
    group by shop_id
),

metrics as (
    select
        metric,
        unit
    from {{ ref('fulfillment_metrics') }}
),

asked as (
    select
        shops.shop_id,
        weeks.week,
        weeks.week_start_on,
        metrics.metric,
        metrics.unit,
        windows.window_days,
        weeks.evaluated_on,
        {{ add_days('weeks.evaluated_on', '-windows.window_days') }} as window_start_on,
        shops.first_on
    from shops
    cross join weeks
    cross join windows
    cross join metrics
)

select
    asked.shop_id,
    asked.week,
    asked.week_start_on,
    asked.metric,
    asked.unit,
    asked.window_days,
    asked.evaluated_on,
    asked.window_start_on,
    asked.first_on <= asked.window_start_on as is_window_covered,
    cast(coalesce(sum(days.numerator), 0) as decimal(18, 2)) as numerator,
    cast(coalesce(sum(days.denominator), 0) as integer) as denominator
from asked
left join days
    on
        asked.shop_id = days.shop_id
        and asked.metric = days.metric
        and asked.window_start_on <= days.day_on
        and asked.evaluated_on > days.day_on
group by
    asked.shop_id, asked.week, asked.week_start_on, asked.metric, asked.unit, asked.window_days,
    asked.evaluated_on, asked.window_start_on, asked.first_on
