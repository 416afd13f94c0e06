select
    shop_id,
    market,
    fault,
    seller_share,
    valid_from,
    valid_to,
    is_confirmed,
    source
from {{ source('raw', 'home_return_label_shares') }}
