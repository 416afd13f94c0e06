-- The carrier has an order when it has scanned the last of the parcels that the seller ships.
with lines as (
    select
        shop_id,
        order_id,
        sku_id,
        coalesce(package_id, tracking_id) as package_key,
        shipped_at,
        is_cancelled,
        fulfillment_type = 'fbt' as is_fbt
    from {{ ref('int_orders__lines') }}
),

packages as (
    select
        shop_id,
        order_id,
        package_key,
        first_scan_at,
        event_count
    from {{ ref('int_fulfillment__packages') }}
),

followed as (
    select
        lines.shop_id,
        lines.order_id,
        lines.sku_id,
        packages.first_scan_at,
        lines.is_cancelled,
        lines.shipped_at is not null and coalesce(packages.event_count, 0) = 0 as is_untracked,
        min(case when lines.is_cancelled then 1 else 0 end)
            over (partition by lines.shop_id, lines.order_id) as is_called_off
    from lines
    left join packages
        on
            lines.shop_id = packages.shop_id
            and lines.order_id = packages.order_id
            and lines.package_key = packages.package_key
    where not lines.is_fbt
)

select
    shop_id,
    order_id,
    case when count(first_scan_at) = count(sku_id) then max(first_scan_at) end as scanned_at,
    max(case when is_untracked then 1 else 0 end) = 1 as has_untracked_parcel
from followed
-- A cancelled line says nothing about an order whose other lines go on.
where not is_cancelled or is_called_off = 1
group by shop_id, order_id
