select
    sequence,
    as_of,
    newest_complete_week,
    kind,
    shop_id,
    name,
    digest,
    label
from {{ source('raw', 'published_inputs') }}
