{{ config(materialized='table') }}

select
    shop_id,
    tracking_id,
    carrier,
    provider,
    event_at,
    coalesce(status_code, main_status) as status_code,
    description,
    location,
    source_file,
    file_sha256,
    exported_at,
    source_row
from {{ source('raw', 'tracking_events') }}
-- Services that send no status tell their events apart by their text.
qualify {{ newest_row([
    'shop_id',
    'tracking_id',
    'event_at',
    'coalesce(status_code, main_status, description)',
]) }}
