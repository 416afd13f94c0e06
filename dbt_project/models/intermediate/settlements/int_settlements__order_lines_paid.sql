-- Which order lines the platform has settled, and when: from the rows themselves, so a row of zeros counts
-- too.
with statement_rows as (
    select
        shop_id,
        order_or_adjustment_id as order_id,
        nullif(sku_id, '') as sku_id,
        statement_on,
        lower(trim(transaction_type)) as type_key
    from {{ ref('stg_settlements__statement_rows') }}
    where lower(trim(transaction_type)) in ('order', 'refund')
),

lines as (
    select
        shop_id,
        order_id,
        sku_id
    from {{ ref('int_orders__lines') }}
),

-- Layouts at the grain of an order name no SKU: their row stands for every line of it.
rows_of_lines as (
    select
        shop_id,
        order_id,
        sku_id,
        statement_on,
        type_key
    from statement_rows
    where sku_id is not null
    union all
    select
        statement_rows.shop_id,
        statement_rows.order_id,
        lines.sku_id,
        statement_rows.statement_on,
        statement_rows.type_key
    from statement_rows
    inner join lines
        on
            statement_rows.shop_id = lines.shop_id
            and statement_rows.order_id = lines.order_id
    where statement_rows.sku_id is null
)

select
    shop_id,
    order_id,
    sku_id,
    max(case when type_key = 'order' then 1 else 0 end) = 1 as is_settled,
    max(case when type_key = 'refund' then 1 else 0 end) = 1 as has_refund_row,
    min(case when type_key = 'order' then statement_on end) as settled_on,
    max(case when type_key = 'refund' then statement_on end) as refund_settled_on
from rows_of_lines
group by shop_id, order_id, sku_id
