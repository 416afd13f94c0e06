-- Without an export of tracking nobody knows which parcels a carrier has scanned; with one, only of those
-- sent while it looked. An unscanned parcel outside of that is unknown, and no failure.
with events as (
    select
        shop_id,
        min(event_at) as told_from
    from {{ ref('stg_tracking__events') }}
    group by shop_id
),

exports as (
    select
        shop_id,
        max(exported_at) as told_until
    from {{ ref('stg_run__source_files') }}
    where source = 'tracking' and status = 'landed'
    group by shop_id
)

select
    events.shop_id,
    events.told_from,
    exports.told_until
from events
inner join exports on events.shop_id = exports.shop_id
