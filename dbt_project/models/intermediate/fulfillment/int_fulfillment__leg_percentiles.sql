with cohort_curves as (
    select *
    from {{ ref('int_fulfillment__leg_cohort_curves') }}
),

trailing_curves as (
    select *
    from {{ ref('int_fulfillment__leg_curves') }}
),

counted as (
    select
        *,
        sum(ended_count) over (
            partition by
                shop_id, week, scope, leg, fulfillment_type, warehouse, country_code, carrier, service_level
            order by hours
            rows between unbounded preceding and current row
        ) as ended_so_far,
        sum(ended_count) over (
            partition by
                shop_id, week, scope, leg, fulfillment_type, warehouse, country_code, carrier, service_level
        ) as ended_in_all
    from cohort_curves
),

cohorts as (
    select
        shop_id,
        week,
        scope,
        leg,
        fulfillment_type,
        warehouse,
        country_code,
        carrier,
        service_level,
        {{ ended_hours('0.50') }} as naive_p50_hours,
        {{ ended_hours('0.85') }} as naive_p85_hours,
        {{ ended_hours('0.90') }} as naive_p90_hours,
        {{ ended_hours('0.95') }} as naive_p95_hours,
        {{ survival_hours('0.50') }} as km_p50_hours,
        {{ survival_hours('0.85') }} as km_p85_hours,
        {{ survival_hours('0.90') }} as km_p90_hours,
        {{ survival_hours('0.95') }} as km_p95_hours,
        cast(max(hours) as integer) as followed_hours
    from counted
    group by shop_id, week, scope, leg, fulfillment_type, warehouse, country_code, carrier, service_level
),

eight_weeks as (
    select
        shop_id,
        week,
        scope,
        leg,
        fulfillment_type,
        warehouse,
        country_code,
        carrier,
        service_level,
        {{ survival_hours('0.50') }} as trailing_km_p50_hours,
        {{ survival_hours('0.85') }} as trailing_km_p85_hours,
        {{ survival_hours('0.90') }} as trailing_km_p90_hours,
        {{ survival_hours('0.95') }} as trailing_km_p95_hours
    from trailing_curves
    group by shop_id, week, scope, leg, fulfillment_type, warehouse, country_code, carrier, service_level
)

select
    cohorts.*,
    eight_weeks.trailing_km_p50_hours,
    eight_weeks.trailing_km_p85_hours,
    eight_weeks.trailing_km_p90_hours,
    eight_weeks.trailing_km_p95_hours
from cohorts
left join eight_weeks
    on
        cohorts.shop_id = eight_weeks.shop_id
        and cohorts.week = eight_weeks.week
        and cohorts.scope = eight_weeks.scope
        and cohorts.leg = eight_weeks.leg
        and cohorts.fulfillment_type = eight_weeks.fulfillment_type
        and cohorts.warehouse = eight_weeks.warehouse
        and cohorts.country_code = eight_weeks.country_code
        and cohorts.carrier = eight_weeks.carrier
        and cohorts.service_level = eight_weeks.service_level
