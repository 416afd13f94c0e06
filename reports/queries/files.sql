select
    shop_id,
    source,
    count(*) as file_count,
    max(exported_at) as newest_export,
    sum(rows_read)::bigint as rows_read,
    sum(rows_quarantined)::bigint as rows_quarantined,
    count(*) filter (where status = 'refused') as refused_count
from marts.source_files
group by shop_id, source
order by shop_id, source
