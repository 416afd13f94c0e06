-- The rows of a statement sum to what the sheet of statements says of it.
with rows_of_statements as (
    select
        shop_id,
        statement_id,
        sum(settlement_local) as settlement_local
    from {{ ref('stg_settlements__statement_rows') }}
    group by shop_id, statement_id
)

select
    statements.shop_id,
    statements.statement_id,
    statements.settlement_local as stated_local,
    rows_of_statements.settlement_local as summed_local
from {{ ref('stg_settlements__statements') }} as statements
left join rows_of_statements
    on
        statements.shop_id = rows_of_statements.shop_id
        and statements.statement_id = rows_of_statements.statement_id
where statements.settlement_local is distinct from coalesce(rows_of_statements.settlement_local, 0)
