select
    reporting_currency,
    as_of,
    newest_complete_week
from {{ source('raw', 'run_context') }}
