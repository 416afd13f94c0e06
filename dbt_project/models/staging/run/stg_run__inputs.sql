select
    kind,
    shop_id,
    name,
    digest,
    label
from {{ source('raw', 'inputs') }}
