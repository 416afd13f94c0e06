select
    shop_id,
    fee_type,
    rate,
    amount_per_unit,
    valid_from,
    fee_source
from {{ source('raw', 'shop_fee_overrides') }}
