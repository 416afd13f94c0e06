-- What returns will still take from each cohort. Method `week development, version 1`: in weeks old enough to have seen
-- their returns, which share of the sold value was lost, and how much of it only after so many weeks; a younger week is
-- charged with what older ones lost after its age. Null for a shop with fewer than 4 such weeks or 30 returned lines.
with lines as (
    select
        shop_id,
        order_id,
        sku_id,
        order_week,
        ordered_on,
        gross_sales - seller_discount as line_value,
        refunds + return_shipping + return_handling + refund_administration_fee - return_compensation
        - coalesce(cost_of_goods_recovered, 0) as return_loss
    from {{ ref('int_margin__line_margins') }}
    where is_sold
),

refund_days as (
    select
        shop_id,
        order_id,
        sku_id,
        refunded_on
    from {{ ref('int_returns__refund_days') }}
),

reporting as (
    select
        reporting_minor_unit,
        newest_complete_week
    from {{ ref('int_margin__reporting') }}
),

weeks as (
    select
        weeks.week,
        cast({{ whole_quotient(days_between('weeks.week_start_on', 'newest.week_start_on'), 7) }} as integer) as age
    from {{ ref('int_calendar__weeks') }} as weeks
    cross join reporting
    inner join {{ ref('int_calendar__weeks') }} as newest on reporting.newest_complete_week = newest.week
    where weeks.week_start_on <= newest.week_start_on
),

dated as (
    select
        lines.shop_id,
        lines.order_week,
        lines.sku_id,
        lines.line_value,
        lines.return_loss,
        weeks.age,
        cast({{ whole_quotient(
            days_between(week_start_on('lines.ordered_on'), week_start_on('refund_days.refunded_on')), 7
        ) }} as integer) as weeks_until_refund
    from lines
    inner join weeks on lines.order_week = weeks.week
    left join refund_days
        on
            lines.shop_id = refund_days.shop_id
            and lines.order_id = refund_days.order_id
            and lines.sku_id = refund_days.sku_id
),

experience as (
    select
        shop_id,
        sum(line_value) as mature_value,
        count(distinct order_week) as mature_week_count,
        count(case when return_loss <> 0 then 1 end) as returned_line_count
    from dated
    where age >= 12
    group by shop_id
),

losses_after as (
    select
        mature.shop_id,
        ages.age,
        sum(mature.return_loss) as loss_after_age
    from (select distinct age from weeks where age < 12) as ages
    inner join dated as mature on mature.age >= 12 and coalesce(mature.weeks_until_refund, 0) > ages.age
    group by mature.shop_id, ages.age
),

cohorts as (
    select
        shop_id,
        order_week,
        sku_id,
        age,
        sum(line_value) as cohort_value
    from dated
    group by shop_id, order_week, sku_id, age
)

select
    cohorts.shop_id,
    cohorts.order_week,
    cohorts.sku_id,
    cohorts.age as age_weeks,
    case
        when cohorts.age >= 12 then {{ money('0') }}
        when experience.mature_week_count >= 4 and experience.returned_line_count >= 30
            then {{ proportional(
                'coalesce(losses_after.loss_after_age, 0)', 'cohorts.cohort_value', 'experience.mature_value',
                'reporting.reporting_minor_unit'
            ) }}
    end as loss_to_come
from cohorts
cross join reporting
left join experience on cohorts.shop_id = experience.shop_id
left join losses_after on cohorts.shop_id = losses_after.shop_id and cohorts.age = losses_after.age
