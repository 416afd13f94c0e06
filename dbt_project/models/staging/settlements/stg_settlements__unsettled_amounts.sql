with rows_in_use as (
    select
        shop_id,
        file_sha256,
        source_row
    from {{ ref('stg_settlements__unsettled') }}
)

select
    amounts.shop_id,
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
from {{ source('raw', 'settlement_unsettled_amounts') }} as amounts
inner join rows_in_use
    on
        amounts.shop_id = rows_in_use.shop_id
        and amounts.file_sha256 = rows_in_use.file_sha256
        and amounts.source_row = rows_in_use.source_row
