with ledger as (
    select *
    from {{ ref('int_settlements__amounts_classified') }}
)

select
    shop_id,
    settlement_line_id,
    statement_on,
    statement_id,
    transaction_type,
    order_id,
    adjustment_id,
    sku_id,
    column_name,
    fee_type,
    fee_group,
    margin_line,
    counts_in_total,
    amount_local,
    currency,
    source_file,
    source_row
from ledger
