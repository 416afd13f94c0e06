select
    source,
    shop_id
from marts.export_coverage
where is_needed and file_count = 0
order by place, shop_id
