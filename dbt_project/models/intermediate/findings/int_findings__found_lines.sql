-- The returned lines that each finding speaks of. One line may be spoken of by several.
with found as (
    select *
    from {{ ref('int_findings__found') }}
),

members as (
    select *
    from {{ ref('int_findings__members') }}
    where is_returned and member is not null
)

select
    found.shop_id,
    found.week,
    found.place,
    found.turn,
    members.order_id,
    members.sku_id,
    members.reason,
    members.return_cost,
    row_number() over (
        partition by found.shop_id, found.week, members.order_id, members.sku_id order by found.turn
    ) = 1 as is_told_first
from found
inner join members
    on
        found.shop_id = members.shop_id
        and found.dimension = members.dimension
        and found.compared_in = members.compared_in
        and found.member = members.member
        and members.order_week between found.first_order_week and found.last_order_week
