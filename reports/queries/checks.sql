select
    count(*) as check_count,
    count(*) filter (where success) as passed_count,
    count(*) filter (where not success and severity = 'warn') as warned_count,
    count(*) filter (where not success and severity = 'blocking') as failed_count
from meta.check_results
order by 1
