with metrics as (
    select *
    from {{ ref('int_fulfillment__metrics_rolling') }}
),

thresholds as (
    select *
    from {{ ref('int_fulfillment__thresholds_of_shops') }}
),

penalties as (
    select *
    from {{ ref('int_fulfillment__penalties_rolling') }}
),

judged as (
    select
        metrics.shop_id,
        metrics.week,
        metrics.metric,
        metrics.unit,
        metrics.window_days,
        metrics.evaluated_on,
        metrics.window_start_on,
        metrics.is_window_covered,
        metrics.numerator,
        metrics.denominator,
        case when metrics.denominator > 0 then cast(
            cast({{ divided_half_away(
                whole_number('metrics.numerator * 100') ~ ' * 10000', whole_number('metrics.denominator')
            ) }} as decimal(24, 0)) * cast(0.000001 as decimal(7, 6)) as decimal(18, 6)
        ) end as value,
        thresholds.direction,
        thresholds.recommended_threshold,
        thresholds.enforced_threshold,
        thresholds.is_threshold_allowed,
        thresholds.penalty,
        coalesce(thresholds.window_days = metrics.window_days, false) as is_platform_window,
        thresholds.rule_version,
        thresholds.is_confirmed,
        penalties.violation_points,
        penalties.order_volume_limit,
        penalties.next_penalty_share,
        penalties.next_violation_points,
        penalties.next_order_volume_limit
    from metrics
    left join thresholds
        on
            metrics.shop_id = thresholds.shop_id
            and metrics.metric = thresholds.metric
            -- A window is judged by what was in force when its last week began.
            and metrics.week_start_on >= thresholds.valid_from
            and (thresholds.valid_until is null or metrics.week_start_on < thresholds.valid_until)
    left join penalties
        on
            metrics.shop_id = penalties.shop_id
            and metrics.week = penalties.week
            and metrics.metric = penalties.metric
            and metrics.window_days = penalties.window_days
)

select
    shop_id,
    week,
    metric,
    window_days,
    unit,
    evaluated_on,
    window_start_on,
    is_window_covered,
    is_platform_window,
    value,
    numerator,
    denominator,
    direction,
    recommended_threshold,
    enforced_threshold,
    cast(case direction
        when 'at_most' then recommended_threshold - value
        else value - recommended_threshold
    end as decimal(18, 6)) as distance_to_recommended,
    cast(case direction
        when 'at_most' then enforced_threshold - value
        else value - enforced_threshold
    end as decimal(18, 6)) as distance_to_enforced,
    {{ room_to('recommended_threshold') }} as orders_to_recommended,
    {{ room_to('enforced_threshold') }} as orders_to_enforced,
    penalty,
    violation_points,
    order_volume_limit,
    next_penalty_share,
    next_violation_points,
    next_order_volume_limit,
    rule_version,
    is_confirmed as is_rule_confirmed,
    case
        when rule_version is null then 'no_rule'
        when value is null then 'no_data'
        when {{ is_beyond('enforced_threshold') }} then 'enforced'
        when {{ is_beyond('recommended_threshold') }} then 'above_recommended'
        when recommended_threshold is null or not {{ is_beyond('recommended_threshold') }} then 'ok'
    end as verdict
from judged
