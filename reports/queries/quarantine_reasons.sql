select
    source,
    column_name,
    reason,
    sum(row_count)::bigint as rows_quarantined,
    count(distinct shop_id || sha256) as file_count,
    max(exported_at) as exported_at
from marts.quarantine_reasons
group by source, column_name, reason
order by rows_quarantined desc, source, column_name, reason
