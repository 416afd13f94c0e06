-- What returns will still take from each cohort. Method `week development, version 1`: in weeks old enough
-- to have seen their returns, which share of the sold value was lost, and how much of it only after so many
-- weeks; a younger week is charged with what older ones lost after its age. Null for fewer than 4 such weeks
-- or 30 returned lines of a shop.
with losses as (
    select
        shop_id,
        order_week,
        sku_id,
        weeks_until_refund,
        sold_value,
        return_loss,
        returned_line_count
    from {{ ref('int_margin__return_losses_by_age') }}
),

weeks as (
    select
        week,
        week_start_on
    from {{ ref('int_calendar__weeks') }}
),

newest as (
    select
        weeks.week_start_on,
        reporting.reporting_minor_unit
    from {{ ref('int_margin__reporting') }} as reporting
    inner join weeks on reporting.newest_complete_week = weeks.week
),

ages as (
    select
        weeks.week,
        newest.reporting_minor_unit,
        cast({{ whole_quotient(days_between('weeks.week_start_on', 'newest.week_start_on'), 7) }} as integer)
            as age_weeks
    from weeks
    cross join newest
    where weeks.week_start_on <= newest.week_start_on
),

aged as (
    select
        losses.*,
        ages.age_weeks,
        ages.reporting_minor_unit
    from losses
    inner join ages on losses.order_week = ages.week
),

experience as (
    select
        shop_id,
        sum(sold_value) as mature_value,
        count(distinct order_week) as mature_week_count,
        sum(returned_line_count) as returned_line_count
    from aged
    where age_weeks >= 12
    group by shop_id
),

losses_after as (
    select
        mature.shop_id,
        ages.age_weeks,
        sum(mature.return_loss) as loss_after_age
    from ages
    inner join aged as mature on mature.age_weeks >= 12 and ages.age_weeks < mature.weeks_until_refund
    group by mature.shop_id, ages.age_weeks
),

cohorts as (
    select
        shop_id,
        order_week,
        sku_id,
        age_weeks,
        reporting_minor_unit,
        sum(sold_value) as cohort_value
    from aged
    group by shop_id, order_week, sku_id, age_weeks, reporting_minor_unit
)

select
    cohorts.shop_id,
    cohorts.order_week,
    cohorts.sku_id,
    cohorts.age_weeks,
    case
        when cohorts.age_weeks >= 12 then {{ money('0') }}
        when experience.mature_week_count >= 4 and experience.returned_line_count >= 30
            then {{ proportional(
                'coalesce(losses_after.loss_after_age, 0)', 'cohorts.cohort_value', 'experience.mature_value',
                'cohorts.reporting_minor_unit'
            ) }}
    end as loss_to_come
from cohorts
left join experience on cohorts.shop_id = experience.shop_id
left join losses_after
    on
        cohorts.shop_id = losses_after.shop_id
        and cohorts.age_weeks = losses_after.age_weeks
