{{ config(materialized='table') }}

select
    shop_id,
    tracking_id,
    carrier,
    provider,
    event_at,
    status_code,
    description,
    location,
    source_file,
    file_sha256,
    exported_at,
    source_row
from {{ source('raw', 'tracking_events') }}
qualify {{ newest_row(['shop_id', 'tracking_id', 'event_at', 'status_code']) }}
