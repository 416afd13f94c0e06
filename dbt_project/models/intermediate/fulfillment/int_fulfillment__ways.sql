-- No export says where a warehouse stands. Parcels that pass the customs of their destination come from
-- abroad; those of a warehouse in the buyer's country don't.
with journeys as (
    select
        shop_id,
        fulfillment_type,
        warehouse,
        country_code,
        scan_at,
        cleared_at,
        delivered_at
    from {{ ref('int_fulfillment__journeys') }}
),

shops as (
    select
        shop_id,
        seller_type
    from {{ ref('stg_configuration__shops') }}
),

counted as (
    select
        shop_id,
        fulfillment_type,
        warehouse,
        country_code,
        cast(count(case when scan_at is not null and delivered_at is not null then 1 end) as integer)
            as followed_count,
        cast(count(case when cleared_at is not null and delivered_at is not null then 1 end) as integer)
            as cleared_count
    from journeys
    group by shop_id, fulfillment_type, warehouse, country_code
)

select
    counted.shop_id,
    counted.fulfillment_type,
    counted.warehouse,
    counted.country_code,
    counted.followed_count,
    counted.cleared_count,
    case
        when counted.fulfillment_type = 'fbt' then 'fbt'
        when counted.followed_count > 0 and 2 * counted.cleared_count >= counted.followed_count then 'direct'
        when counted.followed_count > 0 or shops.seller_type = 'local' then 'warehouse_in_market'
        else 'unknown'
    end as fulfillment_way
from counted
inner join shops on counted.shop_id = shops.shop_id
