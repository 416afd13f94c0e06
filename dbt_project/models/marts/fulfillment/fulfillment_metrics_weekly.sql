with shops as (
    select shop_id
    from {{ ref('stg_configuration__shops') }}
),

weeks as (
    select week
    from {{ ref('int_calendar__weeks') }}
),

counts as (
    select
        shop_id,
        week,
        cast(sum(late_count + overdue_count) as integer) as late_count,
        cast(sum(due_count) as integer) as due_count,
        cast(sum(due_count + exempt_count) as integer) as due_and_exempt_count,
        cast(sum(delivery_on_time_count) as integer) as delivered_on_time_count,
        cast(sum(delivery_due_count) as integer) as delivery_due_count,
        cast(sum(tracked_package_count) as integer) as tracked_package_count,
        cast(sum(shipped_package_count) as integer) as shipped_package_count,
        cast(sum(seller_fault_cancelled_count) as integer) as seller_fault_cancelled_count,
        cast(sum(confirmed_order_count) as integer) as confirmed_order_count
    from {{ ref('int_fulfillment__counts_pivoted') }}
    group by shop_id, week
),

thresholds as (
    select *
    from {{ ref('int_fulfillment__thresholds_weekly') }}
),

-- The platform's page on late dispatch counts FBT orders in the whole but never as late; both readings are kept.
metrics as (
    select
        shop_id,
        week,
        'late_dispatch_rate' as metric,
        late_count as numerator,
        due_count as denominator
    from counts
    union all
    select shop_id, week, 'late_dispatch_rate_including_fbt', late_count, due_and_exempt_count from counts
    union all
    select shop_id, week, 'on_time_delivery_rate', delivered_on_time_count, delivery_due_count from counts
    union all
    select shop_id, week, 'valid_tracking_rate', tracked_package_count, shipped_package_count from counts
    union all
    select shop_id, week, 'seller_fault_cancellation_rate', seller_fault_cancelled_count, confirmed_order_count
    from counts
),

names as (
    select metric
    from (
        values
        ('late_dispatch_rate'),
        ('late_dispatch_rate_including_fbt'),
        ('on_time_delivery_rate'),
        ('valid_tracking_rate'),
        ('seller_fault_cancellation_rate')
    ) as t (metric)
),

judged as (
    select
        shops.shop_id,
        weeks.week,
        names.metric,
        {{ rate('metrics.numerator', 'metrics.denominator') }} as value,
        coalesce(metrics.numerator, 0) as numerator,
        coalesce(metrics.denominator, 0) as denominator,
        thresholds.direction,
        thresholds.recommended_threshold,
        thresholds.enforced_threshold,
        thresholds.is_threshold_allowed,
        thresholds.penalty,
        thresholds.rule_version
    from shops
    cross join weeks
    cross join names
    left join metrics
        on shops.shop_id = metrics.shop_id and weeks.week = metrics.week and names.metric = metrics.metric
    left join thresholds
        on shops.shop_id = thresholds.shop_id and weeks.week = thresholds.week and names.metric = thresholds.metric
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
