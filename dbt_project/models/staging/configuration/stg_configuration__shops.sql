select
    shop_id,
    market,
    currency,
    timezone,
    seller_type,
    import_vat_is_cost
from {{ source('raw', 'shops') }}
