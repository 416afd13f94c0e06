select
    shop_id,
    source,
    source_file,
    status,
    rows_read,
    rows_quarantined,
    reason
from marts.source_files
where rows_quarantined > 0 or status = 'refused'
order by status desc, rows_quarantined desc, shop_id, source, source_file
