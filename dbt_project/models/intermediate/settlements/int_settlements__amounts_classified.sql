-- The ledger: every signed amount of every statement with the platform's own name and our name for it.
with amounts as (
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
        source_row,
        lower(trim(column_name)) as column_key,
        lower(trim(transaction_type)) as type_key
    from {{ ref('stg_settlements__amounts') }}
),

statement_rows as (
    select
        shop_id,
        file_sha256,
        source_row,
        related_order_id
    from {{ ref('stg_settlements__statement_rows') }}
),

fee_types as (
    select
        name_kind,
        fee_type,
        fee_group,
        margin_line,
        counts_in_total,
        lower(trim(platform_name)) as platform_key
    from {{ ref('settlement_fee_types') }}
),

-- The adjustment column says nothing by itself: what the adjustment is for stands in the type of the
-- transaction.
named as (
    select
        *,
        case
            when column_key in ('adjustment amount', 'ajustment amount') then 'transaction_type' else 'column'
        end as name_kind,
        case
            when column_key in ('adjustment amount', 'ajustment amount') then type_key else column_key
        end as platform_key,
        type_key in ('order', 'refund') as is_order_row
    from amounts
),

classified as (
    select
        named.shop_id,
        {{ hash_key(['named.shop_id', 'named.file_sha256', 'named.source_row', 'named.column_name']) }}
            as settlement_line_id,
        named.statement_on,
        named.statement_id,
        named.transaction_type,
        named.is_order_row,
        named.type_key = 'refund' as is_refund_row,
        -- An adjustment shares the column of the order number: what stands there is not an order.
        case
            when named.is_order_row then named.order_or_adjustment_id
            else nullif(statement_rows.related_order_id, '')
        end as order_id,
        case when not named.is_order_row then named.order_or_adjustment_id end as adjustment_id,
        nullif(named.sku_id, '') as sku_id,
        named.column_name,
        coalesce(fee_types.fee_type, 'unmapped') as fee_type,
        coalesce(fee_types.fee_group, 'unmapped') as fee_group,
        -- A name never seen is a cost of the platform until somebody says otherwise, in a line of its own:
        -- leaving it out would flatter, adding it to other fees would hide it.
        coalesce(fee_types.margin_line, 'unmapped_fees') as margin_line,
        coalesce(fee_types.counts_in_total, true) as counts_in_total,
        named.amount_local,
        named.currency,
        named.source_file,
        named.file_sha256,
        named.source_row
    from named
    left join statement_rows
        on
            named.shop_id = statement_rows.shop_id
            and named.file_sha256 = statement_rows.file_sha256
            and named.source_row = statement_rows.source_row
    left join fee_types
        on
            named.name_kind = fee_types.name_kind
            and named.platform_key = fee_types.platform_key
)

select * from classified
