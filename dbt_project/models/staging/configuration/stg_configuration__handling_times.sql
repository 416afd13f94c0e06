select
    valid_from,
    valid_to,
    shop_id,
    seller_sku,
    order_type,
    handling_days,
    day_kind,
    closes_on,
    source
from {{ source('raw', 'home_handling_times') }}
