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
        hours,
        ended_count,
        open_count + stopped_count as censored_count
    from {{ ref('int_fulfillment__leg_cohorts') }}
    -- What has no length (passed, unknown, backwards) is counted beside the curve.
    where hours is not null
)

{{ kaplan_meier('cohorts', [
    'shop_id', 'week', 'scope', 'leg', 'fulfillment_type', 'warehouse', 'country_code', 'carrier', 'service_level',
]) }}
