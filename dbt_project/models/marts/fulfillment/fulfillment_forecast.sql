with weekly as (
    select *
    from {{ ref('int_forecast__weekly') }}
    where is_now and known_count > 0
),

-- A share of what was missed, or of what was kept: the same forecast, told as the platform tells it.
metrics as (
    select
        *,
        'late_dispatch_rate' as metric,
        missed_to_expect as numerator,
        missed_low as numerator_low,
        missed_high as numerator_high,
        decided_missed_count as decided_numerator
    from weekly
    where step = 'dispatch'
    union all
    select
        *,
        'on_time_delivery_rate' as metric,
        known_count - missed_to_expect as numerator,
        known_count - missed_high as numerator_low,
        known_count - missed_low as numerator_high,
        decided_count - decided_missed_count as decided_numerator
    from weekly
    where step = 'delivery'
)

select
    shop_id,
    metric,
    target_week,
    moment_at as said_at,
    decided_count,
    cast(decided_numerator as integer) as decided_numerator,
    open_count,
    unknown_count,
    known_count,
    expected_missed as open_expected_missed,
    cast(numerator as decimal(18, 6)) as expected_numerator,
    {{ share_of('numerator', 'known_count') }} as expected_rate,
    {{ share_of('numerator_low', 'known_count') }} as low_rate,
    {{ share_of('numerator_high', 'known_count') }} as high_rate
from metrics
