select
    shop_id,
    source,
    source_file,
    sha256,
    finding_number,
    exported_at,
    kind,
    table_name,
    subject,
    detail,
    row_count,
    finding,
    advice
from {{ ref('stg_run__file_findings') }}
