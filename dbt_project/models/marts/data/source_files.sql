select
    shop_id,
    source,
    source_file,
    sha256,
    status,
    reason,
    exported_at,
    rows_read,
    rows_landed,
    rows_quarantined,
    contract_version,
    layout,
    drift,
    exported_at_from,
    first_exported_at,
    delivery_count
from {{ ref('stg_run__source_files') }}
