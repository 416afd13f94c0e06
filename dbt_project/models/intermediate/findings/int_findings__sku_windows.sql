-- Units sold and come back per SKU over the mature weeks of each week's report, and what the lines that
-- stayed and all lines together contributed; with the units that are still expected to come back.
with rules as (
    select
        cast({{ finding_rule('window_weeks') }} as integer) as window_weeks,
        cast({{ finding_rule('mature_week_age') }} as integer) as mature_week_age
    from {{ ref('return_finding_rules') }}
),

weeks as (
    select *
    from {{ ref('int_calendar__weeks') }}
),

windows as (
    select
        weeks.week,
        order_weeks.week as order_week
    from weeks
    cross join rules
    inner join weeks as order_weeks
        on
            weeks.week_start_on >= {{ add_days('order_weeks.week_start_on', '7 * rules.mature_week_age') }}
            and weeks.week_start_on < {{ add_days(
                'order_weeks.week_start_on', '7 * (rules.mature_week_age + rules.window_weeks)'
            ) }}
    where weeks.is_complete
),

margins as (
    select
        shop_id,
        order_id,
        sku_id,
        unit_count,
        gross_sales - seller_discount as line_value,
        cm3
    from {{ ref('int_margin__line_margins') }}
    where is_sold and unit_count > 0
),

returned as (
    select
        shop_id,
        order_id,
        sku_id,
        returned_unit_count,
        refund
    from {{ ref('int_returns__line_costs') }}
),

lines as (
    select
        placed.order_week,
        placed.product_key,
        margins.*,
        -- A refund that no return explains is of the whole line; no more comes back than was sold.
        case
            when returned.returned_unit_count > 0 then least(returned.returned_unit_count, margins.unit_count)
            when returned.refund > 0 then margins.unit_count
            else 0
        end as returned_unit_count
    from margins
    inner join {{ ref('int_findings__lines') }} as placed
        on
            margins.shop_id = placed.shop_id
            and margins.order_id = placed.order_id
            and margins.sku_id = placed.sku_id
    left join returned
        on
            margins.shop_id = returned.shop_id
            and margins.order_id = returned.order_id
            and margins.sku_id = returned.sku_id
),

weekly as (
    select
        shop_id,
        sku_id,
        product_key,
        order_week,
        sum(unit_count) as unit_count,
        sum(returned_unit_count) as returned_unit_count,
        sum(line_value) as line_value,
        sum(cm3) as cm3,
        sum(case when cm3 is null then 1 else 0 end) as unknown_line_count,
        sum(case when returned_unit_count = 0 then unit_count else 0 end) as whole_line_unit_count,
        sum(case when returned_unit_count = 0 then cm3 else 0 end) as whole_line_cm3
    from lines
    group by shop_id, sku_id, product_key, order_week
),

-- Null where nobody knows what is to come of one of the weeks.
expectations as (
    select
        shop_id,
        sku_id,
        order_week,
        units_to_come
    from {{ ref('int_returns__sku_expectations') }}
)

select
    weekly.shop_id,
    windows.week,
    weekly.sku_id,
    weekly.product_key,
    min(weekly.order_week) as first_order_week,
    max(weekly.order_week) as last_order_week,
    cast(sum(weekly.unit_count) as integer) as unit_count,
    cast(sum(weekly.returned_unit_count) as integer) as returned_unit_count,
    {{ money('sum(weekly.line_value)') }} as line_value,
    cast(sum(weekly.unknown_line_count) as integer) as unknown_line_count,
    cast(sum(weekly.whole_line_unit_count) as integer) as whole_line_unit_count,
    case when sum(weekly.unknown_line_count) = 0 then {{ money('sum(weekly.whole_line_cm3)') }} end
        as whole_line_cm3,
    case when sum(weekly.unknown_line_count) = 0 then {{ money('sum(weekly.cm3)') }} end as cm3,
    case when count(*) = count(expectations.units_to_come) then sum(expectations.units_to_come) end
        as units_to_come
from windows
inner join weekly on windows.order_week = weekly.order_week
left join expectations
    on
        weekly.shop_id = expectations.shop_id
        and weekly.sku_id = expectations.sku_id
        and weekly.order_week = expectations.order_week
group by weekly.shop_id, windows.week, weekly.sku_id, weekly.product_key
