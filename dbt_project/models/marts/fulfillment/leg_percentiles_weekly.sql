with cohorts as (
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
        cast(sum(ended_count) as integer) as ended_count,
        cast(sum(open_count) as integer) as open_count,
        cast(sum(stopped_count) as integer) as stopped_count,
        cast(sum(passed_count) as integer) as passed_count,
        cast(sum(unknown_count) as integer) as unknown_count,
        cast(sum(backwards_count) as integer) as backwards_count
    from {{ ref('int_fulfillment__leg_cohorts') }}
    group by shop_id, week, scope, leg, fulfillment_type, warehouse, country_code, carrier, service_level
),

percentiles as (
    select *
    from {{ ref('int_fulfillment__leg_percentiles') }}
),

legs as (
    select
        leg,
        leg_place,
        is_step
    from {{ ref('legs') }}
),

final as (
    select
        cohorts.shop_id,
        cohorts.week,
        cohorts.scope,
        cohorts.leg,
        legs.leg_place,
        legs.is_step,
        cohorts.fulfillment_type,
        cohorts.warehouse,
        cohorts.country_code,
        cohorts.carrier,
        cohorts.service_level,
        cohorts.ended_count,
        cohorts.open_count,
        cohorts.stopped_count,
        cohorts.passed_count,
        cohorts.unknown_count,
        cohorts.backwards_count,
        percentiles.naive_p50_hours,
        percentiles.naive_p85_hours,
        percentiles.naive_p90_hours,
        percentiles.naive_p95_hours,
        percentiles.km_p50_hours,
        percentiles.km_p85_hours,
        percentiles.km_p90_hours,
        percentiles.km_p95_hours,
        percentiles.followed_hours,
        percentiles.trailing_km_p50_hours,
        percentiles.trailing_km_p85_hours,
        percentiles.trailing_km_p90_hours,
        percentiles.trailing_km_p95_hours
    from cohorts
    inner join legs on cohorts.leg = legs.leg
    left join percentiles
        on
            cohorts.shop_id = percentiles.shop_id
            and cohorts.week = percentiles.week
            and cohorts.scope = percentiles.scope
            and cohorts.leg = percentiles.leg
            and cohorts.fulfillment_type = percentiles.fulfillment_type
            and cohorts.warehouse = percentiles.warehouse
            and cohorts.country_code = percentiles.country_code
            and cohorts.carrier = percentiles.carrier
            and cohorts.service_level = percentiles.service_level
)

select * from final
