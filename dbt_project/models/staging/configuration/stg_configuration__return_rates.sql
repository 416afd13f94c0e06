select
    shop_id,
    component,
    grade,
    amount,
    rate,
    valid_from,
    rate_source
from {{ source('raw', 'shop_return_rates') }}
