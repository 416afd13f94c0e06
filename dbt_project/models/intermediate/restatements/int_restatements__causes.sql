-- Why a component of a line moved: late rows that name its order first, by the order of the seed; else an
-- input of the shop that came since and can move it; else nobody knows. A line that was not published before
-- came with an order export.
with movements as (
    select *
    from {{ ref('int_restatements__movements') }}
),

causes as (
    select
        component,
        cause,
        priority
    from {{ ref('restatement_causes') }}
),

orders_late as (
    select
        shop_id,
        order_id,
        source,
        max(sequence) as sequence
    from {{ ref('int_restatements__late_rows') }}
    group by shop_id, order_id, source
),

shops_late as (
    select
        shop_id,
        cause,
        max(sequence) as sequence
    from {{ ref('int_restatements__inputs_dated') }}
    group by shop_id, cause
),

-- Nearly every order stands in the newest export again, and every new cost list has all SKUs: a re-export
-- moves what it alone says, and nothing that a better witness explains.
candidates as (
    select
        movements.since,
        movements.shop_id,
        movements.order_id,
        movements.sku_id,
        movements.component,
        causes.cause,
        true as names_the_order,
        case when not movements.was_published and causes.cause = 'orders' then 0 else causes.priority end
            as place
    from movements
    inner join orders_late
        on
            movements.shop_id = orders_late.shop_id
            and movements.order_id = orders_late.order_id
            and movements.base_sequence < orders_late.sequence
    inner join causes on movements.component = causes.component and orders_late.source = causes.cause
    where
        (
            causes.cause <> 'orders'
            or not movements.was_published
            or movements.component in ('sales', 'shipping')
        )
        and (causes.cause <> 'logistics_invoices' or movements.component <> 'goods')
    union all
    select
        movements.since,
        movements.shop_id,
        movements.order_id,
        movements.sku_id,
        movements.component,
        causes.cause,
        false as names_the_order,
        100 + causes.priority as place
    from movements
    inner join shops_late
        on
            (movements.shop_id = shops_late.shop_id or shops_late.shop_id = '_all')
            and movements.base_sequence < shops_late.sequence
    inner join causes on movements.component = causes.component and shops_late.cause = causes.cause
),

chosen as (
    select *
    from candidates
    qualify row_number() over (
        partition by since, shop_id, order_id, sku_id, component order by place asc, cause asc
    ) = 1
)

select
    movements.since,
    movements.base_sequence,
    movements.shop_id,
    movements.order_id,
    movements.sku_id,
    movements.order_week,
    movements.component,
    movements.movement,
    movements.movement_in_margin,
    coalesce(chosen.cause, 'unexplained') as cause,
    coalesce(chosen.names_the_order, false) as names_the_order
from movements
left join chosen
    on
        movements.since = chosen.since
        and movements.shop_id = chosen.shop_id
        and movements.order_id = chosen.order_id
        and movements.sku_id = chosen.sku_id
        and movements.component = chosen.component
