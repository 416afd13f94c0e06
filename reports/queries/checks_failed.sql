select
    severity,
    table_name,
    expectation,
    unexpected_count,
    split_part(message, chr(10), 1) as message
from meta.check_results
where not success
order by severity, table_name, expectation, message
