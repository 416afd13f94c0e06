-- From when to when each cost of a seller SKU holds: until the day before the next one begins, or until its
-- own last day where that comes first. Rows that overlap are named by a test; the later start wins.
with costs as (
    select
        shop_id,
        seller_sku,
        valid_from,
        valid_to,
        product_id,
        product_name,
        category,
        unit_cost,
        unit_first_leg_freight,
        unit_duty,
        unit_weight_kg,
        cast(length_cm * width_cm * height_cm as decimal(20, 4)) as unit_volume_cm3,
        currency
    from {{ ref('stg_product_costs__costs') }}
),

followed as (
    select
        *,
        lead(valid_from) over (partition by shop_id, seller_sku order by valid_from asc) as following_from
    from costs
)

select
    shop_id,
    seller_sku,
    valid_from,
    -- The first day on which it holds no longer. Two branches: the least of a null differs by engine.
    case
        when valid_to is null then following_from
        when following_from is null or {{ add_days('valid_to', 1) }} < following_from
            then {{ add_days('valid_to', 1) }}
        else following_from
    end as next_valid_from,
    following_from is null as is_newest,
    product_id,
    product_name,
    category,
    unit_cost,
    unit_first_leg_freight,
    unit_duty,
    unit_weight_kg,
    unit_volume_cm3,
    currency
from followed
