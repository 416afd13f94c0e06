{%- set stated = [
    'shop_id', 'invoice_number', 'invoice_on', 'provider', 'tracking_id', 'order_id', 'seller_sku', 'quantity',
    'currency', 'weight_kg', 'allocation_basis', 'service_from', 'service_to', 'grade', 'description',
    'source_file', 'file_sha256', 'exported_at', 'file_order', 'source_row',
] -%}
-- An invoice has a row per charge, or a column per charge: then its row names none, each column is a line.
-- Columns that a home gives one name are one line.
with charges as (
    select
        charge_type,
        amount,
        {{ stated | join(',\n        ') }}
    from {{ source('raw', 'logistics_invoices') }}
    where charge_type is not null
    union all
    select
        column_name as charge_type,
        {{ money('sum(amount_local)') }} as amount,
        {{ stated | join(',\n        ') }}
    from {{ source('raw', 'logistics_invoice_amounts') }}
    group by column_name, {{ stated | join(', ') }}
)

select
    shop_id,
    invoice_number,
    invoice_on,
    provider,
    charge_type,
    tracking_id,
    order_id,
    seller_sku,
    quantity,
    amount,
    currency,
    weight_kg,
    allocation_basis,
    service_from,
    service_to,
    grade,
    description,
    source_file,
    file_sha256,
    exported_at,
    source_row
from charges
qualify {{ newest_file(['shop_id', 'provider', 'invoice_number']) }}
