with observations as (
    select *
    from {{ ref('int_fulfillment__leg_observations') }}
),

scopes as (
    select *
    from {{ ref('leg_scopes') }}
    where has_curve
),

spread as (
    select
        observations.shop_id,
        observations.week,
        scopes.scope,
        observations.leg,
        {{ leg_scope_columns() }},
        observations.hours,
        cast(sum(observations.ended_count) as integer) as ended_count,
        cast(sum(observations.censored_count) as integer) as censored_count
    from observations
    cross join scopes
    group by {{ range(1, 11) | join(', ') }}
),

-- A milestone that nobody records on a lane has no curve there.
travelled as (
    select *
    from spread
    qualify sum(ended_count) over (
        partition by shop_id, scope, leg, fulfillment_type, warehouse, country_code, carrier, service_level
    ) > 0
)

{{ kaplan_meier('travelled', [
    'shop_id', 'week', 'scope', 'leg', 'fulfillment_type', 'warehouse', 'country_code', 'carrier', 'service_level',
]) }}
