-- The windows that the platform looks at; where it has no rule, those of the measure's own definition.
with measures as (
    select
        metric,
        place,
        window_days,
        needs_export
    from {{ ref('risk_measures') }}
),

metrics as (
    select *
    from {{ ref('fulfillment_metrics_rolling') }}
)

select
    metrics.shop_id,
    metrics.week,
    metrics.metric,
    measures.place,
    measures.needs_export,
    metrics.unit,
    metrics.window_days,
    metrics.window_start_on,
    metrics.evaluated_on,
    metrics.is_window_covered,
    metrics.value,
    metrics.numerator,
    metrics.denominator,
    metrics.direction,
    metrics.recommended_threshold,
    metrics.enforced_threshold,
    metrics.distance_to_recommended,
    metrics.distance_to_enforced,
    metrics.orders_to_recommended,
    metrics.orders_to_enforced,
    metrics.penalty,
    metrics.rule_version,
    metrics.is_rule_confirmed,
    -- Without data nothing can be said, whether there is a rule or not.
    case when metrics.value is null then 'no_data' else metrics.verdict end as verdict
from metrics
inner join measures on metrics.metric = measures.metric
where
    metrics.is_platform_window
    or (metrics.rule_version is null and metrics.window_days = measures.window_days)
