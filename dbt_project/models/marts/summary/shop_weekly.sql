with margins as (
    select *
    from {{ ref('int_margin__shop_weeks') }}
),

operations as (
    select *
    from {{ ref('int_margin__shop_operations_weekly') }}
),

calendar as (
    select
        week,
        previous_week,
        is_complete
    from {{ ref('int_calendar__weeks') }}
),

reporting as (
    select reporting_currency
    from {{ ref('int_margin__reporting') }}
),

told as (
    select
        members.shop_id,
        count(case when told_of.has_settlements then 1 end) > 0 as has_settlements
    from {{ ref('int_returns__told') }} as told_of
    inner join {{ ref('int_margin__shop_members') }} as members on told_of.shop_id = members.member_id
    group by members.shop_id
),

weeks as (
    select
        margins.*,
        operations.late_dispatch_rate,
        operations.on_time_delivery_rate,
        -- No row is none only where an export could have told of one.
        case when told.shop_id is not null then coalesce(operations.returned_units, 0) end as returned_units,
        case
            when told.shop_id is not null
                then {{ rate('coalesce(operations.returned_units, 0)', 'margins.units') }}
        end as return_rate,
        case
            when told.shop_id is not null then {{ money('coalesce(operations.total_return_cost, 0)') }}
        end as total_return_cost,
        case
            when told.shop_id is not null then {{ money('coalesce(operations.assumed_return_cost, 0)') }}
        end as assumed_return_cost,
        case
            when told.shop_id is not null then {{ money('coalesce(operations.cohort_return_cost, 0)') }}
        end as cohort_return_cost,
        case
            when told.has_settlements then {{ money('coalesce(operations.settled_amount, 0)') }}
        end as settled_amount,
        calendar.previous_week,
        {{ iso_week_a_year_before('margins.week') }} as year_before_week,
        coalesce(calendar.is_complete, false) as is_complete
    from margins
    left join operations
        on
            margins.shop_id = operations.shop_id
            and margins.week = operations.week
    left join calendar on margins.week = calendar.week
    left join told on margins.shop_id = told.shop_id
)

select
    weeks.shop_id,
    weeks.week,
    weeks.previous_week,
    weeks.is_complete,
    reporting.reporting_currency,
    weeks.units,
    weeks.orders,
    weeks.gross_sales,
    weeks.seller_discount,
    weeks.platform_discount,
    weeks.refunds,
    weeks.net_sales,
    weeks.shipping_income,
    weeks.cost_of_goods,
    weeks.cost_of_goods_recovered,
    weeks.cm1,
    weeks.cm1_left_out,
    weeks.fulfilment_cost,
    weeks.platform_fees,
    weeks.return_cost,
    weeks.cm2,
    weeks.cm2_left_out,
    weeks.ad_spend,
    weeks.affiliate_commission,
    weeks.sample_cost,
    weeks.other_marketing,
    weeks.cm3,
    weeks.cm3_left_out,
    weeks.cm3_expected,
    weeks.unknown_cost_line_count,
    weeks.late_dispatch_rate,
    weeks.on_time_delivery_rate,
    cast(weeks.returned_units as integer) as returned_units,
    weeks.return_rate,
    weeks.total_return_cost,
    weeks.assumed_return_cost,
    weeks.cohort_return_cost,
    weeks.settled_amount,
    previous.units as previous_units,
    previous.orders as previous_orders,
    previous.net_sales as previous_net_sales,
    previous.cm1 as previous_cm1,
    previous.cm2 as previous_cm2,
    previous.cm3 as previous_cm3,
    previous.late_dispatch_rate as previous_late_dispatch_rate,
    previous.on_time_delivery_rate as previous_on_time_delivery_rate,
    previous.return_rate as previous_return_rate,
    previous.total_return_cost as previous_total_return_cost,
    previous.assumed_return_cost as previous_assumed_return_cost,
    previous.ad_spend as previous_ad_spend,
    previous.settled_amount as previous_settled_amount,
    weeks.year_before_week,
    year_before.net_sales as year_before_net_sales,
    year_before.cm3 as year_before_cm3,
    year_before.late_dispatch_rate as year_before_late_dispatch_rate,
    year_before.total_return_cost as year_before_total_return_cost
from weeks
cross join reporting
-- The week before in the calendar, not the row before: after a week without any row there is nothing to
-- compare with.
left join weeks as previous
    on
        weeks.shop_id = previous.shop_id
        and weeks.previous_week = previous.week
left join weeks as year_before
    on
        weeks.shop_id = year_before.shop_id
        and weeks.year_before_week = year_before.week
