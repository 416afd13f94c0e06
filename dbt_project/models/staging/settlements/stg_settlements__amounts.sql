{{ config(materialized='table') }}

with rows_in_use as (
    select
        shop_id,
        file_sha256,
        source_row
    from {{ ref('stg_settlements__statement_rows') }}
),

amounts as (
    select
        shop_id,
        statement_on,
        statement_id,
        transaction_type,
        order_or_adjustment_id,
        sku_id,
        column_name,
        amount_local,
        currency,
        source_file,
        file_sha256,
        exported_at,
        source_row
    from {{ source('raw', 'settlement_amounts') }}
)

select
    amounts.shop_id,
    amounts.statement_on,
    amounts.statement_id,
    amounts.transaction_type,
    amounts.order_or_adjustment_id,
    amounts.sku_id,
    amounts.column_name,
    amounts.amount_local,
    amounts.currency,
    amounts.source_file,
    amounts.file_sha256,
    amounts.exported_at,
    amounts.source_row
from amounts
inner join rows_in_use
    on
        amounts.shop_id = rows_in_use.shop_id
        and amounts.file_sha256 = rows_in_use.file_sha256
        and amounts.source_row = rows_in_use.source_row
