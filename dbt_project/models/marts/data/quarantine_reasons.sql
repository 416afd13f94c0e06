select
    shop_id,
    source,
    source_file,
    sha256,
    reason_number,
    exported_at,
    column_name,
    reason,
    row_count
from {{ ref('stg_run__quarantine_reasons') }}
