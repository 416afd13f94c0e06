select
    shop_id,
    rate_on,
    from_currency,
    to_currency,
    rate,
    rate_source,
    source_file,
    file_sha256,
    exported_at,
    source_row
from {{ source('raw', 'fx_rates') }}
qualify {{ newest_row(['rate_on', 'from_currency', 'to_currency']) }}
