with rates as (
    select
        *,
        step = 'dispatch' as is_missed_told
    from {{ ref('int_forecast__rates') }}
    where is_now and known_count > 0
)

-- A share of what was missed, or of what was kept: the same forecast, told as the platform tells it.
select
    shop_id,
    case when is_missed_told then 'late_dispatch_rate' else 'on_time_delivery_rate' end as metric,
    target_week,
    moment_at as said_at,
    decided_count,
    cast(
        case when is_missed_told then decided_missed_count else decided_count - decided_missed_count end
        as integer
    ) as decided_numerator,
    open_count,
    unknown_count,
    known_count,
    to_come_count,
    to_come_week_count,
    all_count,
    expected_missed as open_expected_missed,
    to_come_missed as to_come_expected_missed,
    cast(
        case when is_missed_told then missed_to_expect else all_count - missed_to_expect end
        as decimal(18, 6)
    ) as expected_numerator,
    {{ as_told('missed_rate', 'missed_rate') }} as expected_rate,
    {{ as_told('missed_low_rate', 'missed_high_rate') }} as low_rate,
    {{ as_told('missed_high_rate', 'missed_low_rate') }} as high_rate,
    interval_week_count
from rates
