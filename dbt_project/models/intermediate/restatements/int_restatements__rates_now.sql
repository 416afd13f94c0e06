-- The rates among the headlines, as they would be published now.
select
    shop_id,
    week,
    'late_dispatch_rate' as metric,
    late_dispatch_rate as value
from {{ ref('int_margin__shop_operations_weekly') }}
where late_dispatch_rate is not null
