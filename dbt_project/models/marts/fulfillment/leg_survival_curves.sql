with curves as (
    select *
    from {{ ref('int_fulfillment__leg_curves') }}
),

run as (
    select newest_complete_week
    from {{ ref('stg_run__context') }}
),

final as (
    select
        curves.shop_id,
        curves.week,
        curves.scope,
        curves.leg,
        curves.fulfillment_type,
        curves.warehouse,
        curves.country_code,
        curves.carrier,
        curves.service_level,
        curves.hours,
        curves.at_risk_count,
        curves.ended_count,
        curves.censored_count,
        curves.survival
    from curves
    -- Forecasts look from the week closed last, and from now.
    inner join run on curves.week >= run.newest_complete_week
)

select * from final
