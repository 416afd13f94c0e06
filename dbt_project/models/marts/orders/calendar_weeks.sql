select
    week,
    previous_week,
    week_start_on,
    week_end_on,
    is_complete,
    is_newest_complete
from {{ ref('int_calendar__weeks') }}
