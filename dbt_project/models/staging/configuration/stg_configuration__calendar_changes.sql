select
    market,
    day_on,
    is_business_day,
    reason,
    source
from {{ source('raw', 'home_calendar_changes') }}
