with curves as (
    select *
    from {{ ref('int_fulfillment__leg_cohort_curves') }}
    where leg = 'customs_dwell'
),

percentiles as (
    select *
    from {{ ref('leg_percentiles_weekly') }}
    where leg = 'customs_dwell'
),

shares as (
    select
        shop_id,
        week,
        scope,
        fulfillment_type,
        warehouse,
        country_code,
        carrier,
        service_level,
        cast(sum(case when hours <= 8 then ended_count else 0 end) as integer)
            as cleared_within_8_hours_count,
        cast(sum(case when hours <= 24 then ended_count else 0 end) as integer)
            as cleared_within_24_hours_count,
        cast(sum(case when hours <= 72 then ended_count else 0 end) as integer)
            as cleared_within_72_hours_count,
        {{ share_within(8) }} as cleared_within_8_hours_rate,
        {{ share_within(24) }} as cleared_within_24_hours_rate,
        {{ share_within(72) }} as cleared_within_72_hours_rate
    from curves
    group by shop_id, week, scope, fulfillment_type, warehouse, country_code, carrier, service_level
),

final as (
    select
        percentiles.shop_id,
        percentiles.week,
        percentiles.scope,
        percentiles.fulfillment_type,
        percentiles.warehouse,
        percentiles.country_code,
        percentiles.carrier,
        percentiles.service_level,
        percentiles.ended_count as cleared_count,
        percentiles.open_count as in_customs_count,
        percentiles.stopped_count,
        percentiles.passed_count as untold_count,
        coalesce(shares.cleared_within_8_hours_count, 0) as cleared_within_8_hours_count,
        coalesce(shares.cleared_within_24_hours_count, 0) as cleared_within_24_hours_count,
        coalesce(shares.cleared_within_72_hours_count, 0) as cleared_within_72_hours_count,
        shares.cleared_within_8_hours_rate,
        shares.cleared_within_24_hours_rate,
        shares.cleared_within_72_hours_rate,
        percentiles.km_p50_hours,
        percentiles.km_p90_hours
    from percentiles
    left join shares
        on
            percentiles.shop_id = shares.shop_id
            and percentiles.week = shares.week
            and percentiles.scope = shares.scope
            and percentiles.fulfillment_type = shares.fulfillment_type
            and percentiles.warehouse = shares.warehouse
            and percentiles.country_code = shares.country_code
            and percentiles.carrier = shares.carrier
            and percentiles.service_level = shares.service_level
)

select * from final
