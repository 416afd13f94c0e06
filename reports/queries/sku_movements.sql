with codes as (
    select
        sku_id,
        min(seller_sku) as seller_sku
    from marts.skus
    group by sku_id
)

select
    moved.name,
    moved.label,
    codes.seller_sku,
    moved.movement
from marts.margin_movements_weekly as moved
left join codes on moved.name = codes.sku_id
where moved.week = ${params.week} and moved.shop_id = 'all' and moved.kind = 'sku' and moved.movement != 0
order by moved.rank, moved.name
