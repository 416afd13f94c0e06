-- What the ledger has of orders we know, by line of the margin, is what the order lines have of it.
with orders as (
    select distinct
        shop_id,
        order_id
    from {{ ref('int_orders__lines') }}
),

stated as (
    select
        ledger.shop_id,
        ledger.margin_line,
        sum(ledger.amount_local) as amount_local
    from {{ ref('int_settlements__amounts_classified') }} as ledger
    inner join orders on ledger.shop_id = orders.shop_id and ledger.order_id = orders.order_id
    where ledger.counts_in_total
    group by ledger.shop_id, ledger.margin_line
),

placed as (
    select
        amounts.shop_id,
        amounts.margin_line,
        sum(amounts.amount_local) as amount_local
    from {{ ref('int_settlements__amounts_per_line') }} as amounts
    inner join orders on amounts.shop_id = orders.shop_id and amounts.order_id = orders.order_id
    group by amounts.shop_id, amounts.margin_line
)

select
    coalesce(stated.shop_id, placed.shop_id) as shop_id,
    coalesce(stated.margin_line, placed.margin_line) as margin_line,
    stated.amount_local as stated_local,
    placed.amount_local as placed_local
from stated
full outer join placed on stated.shop_id = placed.shop_id and stated.margin_line = placed.margin_line
where coalesce(stated.amount_local, 0) <> coalesce(placed.amount_local, 0)
