{{ config(severity='warn') }}
-- Statements that two files, or two rows of one file, give different totals for, with both amounts: the
-- newest file counts. A platform corrects by an adjustment, not by another total: look at the older file.
with stated as (
    select
        shop_id,
        statement_id,
        settlement_local,
        source_file,
        source_row,
        exported_at
    from {{ source('raw', 'settlement_statements') }}
)

select
    earlier.shop_id,
    earlier.statement_id,
    earlier.source_file,
    earlier.source_row,
    earlier.settlement_local,
    later.source_file as other_file,
    later.source_row as other_row,
    later.settlement_local as other_settlement_local
from stated as earlier
inner join stated as later
    on
        earlier.shop_id = later.shop_id
        and earlier.statement_id = later.statement_id
where
    earlier.settlement_local <> later.settlement_local
    and (
        earlier.source_file < later.source_file
        or (earlier.source_file = later.source_file and earlier.source_row < later.source_row)
    )
