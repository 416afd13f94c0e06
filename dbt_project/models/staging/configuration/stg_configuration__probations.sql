select
    shop_id,
    valid_from,
    valid_to
from {{ source('raw', 'shop_probations') }}
