-- The rows of statements in which the platform charges or pays for what went wrong with a parcel, with what
-- their own words blame it for.
with ledger as (
    select
        shop_id,
        settlement_line_id,
        statement_on,
        order_id,
        fee_type,
        margin_line,
        currency,
        amount_local,
        file_sha256,
        source_row
    from {{ ref('int_settlements__amounts_classified') }}
    where
        counts_in_total
        and not is_order_row
        and (
            margin_line = 'late_compensation'
            or fee_type in ('logistics_reimbursement', 'platform_reimbursement', 'platform_compensation')
        )
),

statement_rows as (
    select
        shop_id,
        file_sha256,
        source_row,
        lower(trim(adjustment_reason)) as reason
    from {{ ref('stg_settlements__statement_rows') }}
),

causes as (
    select
        reason,
        cause
    from {{ ref('int_lateness__causes_said') }}
    where said_in = 'adjustment'
),

orders as (
    select
        shop_id,
        order_id
    from {{ ref('int_orders__orders') }}
)

select
    ledger.shop_id,
    ledger.settlement_line_id,
    ledger.statement_on,
    -- An order that no export has is none that a line could bear.
    orders.order_id,
    ledger.fee_type,
    ledger.margin_line,
    ledger.currency,
    ledger.amount_local,
    coalesce(causes.cause, 'not stated') as cause
from ledger
left join statement_rows
    on
        ledger.shop_id = statement_rows.shop_id
        and ledger.file_sha256 = statement_rows.file_sha256
        and ledger.source_row = statement_rows.source_row
left join causes on statement_rows.reason = causes.reason
left join orders
    on
        ledger.shop_id = orders.shop_id
        and ledger.order_id = orders.order_id
