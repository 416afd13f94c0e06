select
    rate_on,
    currency,
    rate
from {{ source('raw', 'reference_rates') }}
