-- The clock of a forecast stands still on days off: what was paid on Friday night is no older on Monday
-- morning.
select
    market,
    day_on,
    is_business_day,
    -- Seconds worked before this day began, since the first day of the calendar.
    cast(
        (business_day_number - case when is_business_day then 1 else 0 end) as bigint
    ) * 86400 as worked_before_seconds
from {{ ref('int_calendar__days') }}
-- Where Saturday counts too, hardly anything waits over it.
where working_week = 'mon_fri'
