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
from {{ source('raw', 'logistics_invoices') }}
qualify {{ newest_file(['shop_id', 'provider', 'invoice_number']) }}
