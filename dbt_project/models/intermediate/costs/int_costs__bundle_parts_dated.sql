-- What a bundle or multi-pack is made of, and from when to when: until its next composition begins, or until
-- its own last day.
with parts as (
    select
        shop_id,
        bundle_sku,
        component_sku,
        quantity,
        valid_from,
        valid_to
    from {{ ref('stg_product_costs__components') }}
),

compositions as (
    select
        shop_id,
        bundle_sku,
        valid_from,
        lead(valid_from) over (partition by shop_id, bundle_sku order by valid_from asc) as following_from
    from (
        select distinct
            shop_id,
            bundle_sku,
            valid_from
        from parts
    ) as starts
)

select
    parts.shop_id,
    parts.bundle_sku,
    parts.component_sku,
    parts.quantity,
    parts.valid_from,
    case
        when parts.valid_to is null then compositions.following_from
        when
            compositions.following_from is null
            or {{ add_days('parts.valid_to', 1) }} < compositions.following_from
            then {{ add_days('parts.valid_to', 1) }}
        else compositions.following_from
    end as next_valid_from
from parts
inner join compositions
    on
        parts.shop_id = compositions.shop_id
        and parts.bundle_sku = compositions.bundle_sku
        and parts.valid_from = compositions.valid_from
