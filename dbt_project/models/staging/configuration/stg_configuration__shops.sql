select
    shop_id,
    market,
    currency,
    timezone,
    seller_type
from {{ source('raw', 'shops') }}
