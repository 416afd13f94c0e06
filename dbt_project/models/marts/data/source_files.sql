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
    drift
from {{ ref('stg_run__source_files') }}
