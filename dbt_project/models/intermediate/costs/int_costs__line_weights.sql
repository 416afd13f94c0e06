-- What each line weighs and how much room it takes, where the cost list says it of all its parts.
with parts as (
    select
        shop_id,
        order_id,
        sku_id,
        quantity,
        unit_weight_kg,
        unit_volume_cm3
    from {{ ref('int_costs__line_parts') }}
)

select
    shop_id,
    order_id,
    sku_id,
    cast(sum(coalesce(unit_weight_kg, 0)) * quantity as decimal(20, 4)) as weight_kg,
    cast(sum(coalesce(unit_volume_cm3, 0)) * quantity as decimal(20, 4)) as volume_cm3
from parts
group by shop_id, order_id, sku_id, quantity
having count(case when coalesce(unit_weight_kg, unit_volume_cm3, 0) > 0 then 1 end) = count(*)
