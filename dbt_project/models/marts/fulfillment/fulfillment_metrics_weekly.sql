with metrics as (
    select
        shop_id,
        week,
        metric,
        numerator,
        denominator
    from {{ ref('int_fulfillment__metrics_weekly') }}
),

thresholds as (
    select *
    from {{ ref('int_fulfillment__thresholds_weekly') }}
),

judged as (
    select
        metrics.shop_id,
        metrics.week,
        metrics.metric,
        metrics.numerator,
        metrics.denominator,
        {{ rate('metrics.numerator', 'metrics.denominator') }} as value,
        thresholds.direction,
        thresholds.recommended_threshold,
        thresholds.enforced_threshold,
        thresholds.is_threshold_allowed,
        thresholds.penalty,
        thresholds.rule_version
    from metrics
    left join thresholds
        on
            metrics.shop_id = thresholds.shop_id
            and metrics.week = thresholds.week
            and metrics.metric = thresholds.metric
)

select
    shop_id,
    week,
    metric,
    value,
    numerator,
    denominator,
    direction,
    recommended_threshold,
    enforced_threshold,
    penalty,
    rule_version,
    case
        when rule_version is null then 'no_rule'
        when value is null then 'no_data'
        when {{ is_beyond('enforced_threshold') }} then 'enforced'
        when {{ is_beyond('recommended_threshold') }} then 'above_recommended'
        when not {{ is_beyond('recommended_threshold') }} then 'ok'
    end as verdict
from judged
