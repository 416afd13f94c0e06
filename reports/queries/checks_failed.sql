select
    severity,
    table_name,
    expectation,
    unexpected_count,
    message
from meta.check_results
where not success
order by severity, table_name, expectation, message
