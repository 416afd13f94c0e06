select
    sequence,
    shop_id,
    week,
    metric,
    value
from {{ source('raw', 'published_rates') }}
