select
    market,
    holiday_on,
    holiday_name,
    source
from {{ source('raw', 'home_holidays') }}
