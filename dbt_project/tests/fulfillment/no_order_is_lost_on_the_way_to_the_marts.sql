-- Every line of the newest snapshots, of a shop that is declared, stands in both marts; nothing else does.
with staged as (
    select
        lines.shop_id,
        lines.order_id,
        lines.sku_id
    from {{ ref('stg_orders__order_lines') }} as lines
    inner join {{ ref('stg_configuration__shops') }} as shops on lines.shop_id = shops.shop_id
),

staged_orders as (
    select distinct
        shop_id,
        order_id
    from staged
)

select
    'order_lines' as mart,
    coalesce(staged.shop_id, marts.shop_id) as shop_id,
    coalesce(staged.order_id, marts.order_id) as order_id
from staged
full outer join {{ ref('order_lines') }} as marts
    on
        staged.shop_id = marts.shop_id
        and staged.order_id = marts.order_id
        and staged.sku_id = marts.sku_id
where staged.shop_id is null or marts.shop_id is null

union all

select
    'orders' as mart,
    coalesce(staged_orders.shop_id, marts.shop_id) as shop_id,
    coalesce(staged_orders.order_id, marts.order_id) as order_id
from staged_orders
full outer join {{ ref('orders') }} as marts
    on
        staged_orders.shop_id = marts.shop_id
        and staged_orders.order_id = marts.order_id
where staged_orders.shop_id is null or marts.shop_id is null
