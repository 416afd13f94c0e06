-- Without either nothing is known of any return, and a table of none would say that there were none.
select
    source,
    count(*) as shop_count
from marts.export_coverage
where source in ('returns', 'settlements') and file_count > 0
group by source
order by source
