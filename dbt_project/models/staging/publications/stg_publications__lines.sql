select
    sequence,
    shop_id,
    order_id,
    sku_id,
    order_week,
    counts_in_margin,
    sales,
    refunds,
    shipping,
    goods,
    fulfilment,
    fees,
    return_cost,
    ads,
    creators
from {{ source('raw', 'published_lines') }}
