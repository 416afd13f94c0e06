{{ config(materialized='table') }}

-- A label printed anew, or a parcel sent again, changes the number between two exports, and the events of the
-- first one are still this line's.
select
    shop_id,
    order_id,
    sku_id,
    trim(tracking_id) as tracking_id,
    cast(min(exported_at) as timestamp) as first_exported_at,
    cast(max(exported_at) as timestamp) as last_exported_at
from {{ source('raw', 'orders') }}
where nullif(trim(tracking_id), '') is not null
group by shop_id, order_id, sku_id, trim(tracking_id)
