-- A rule without a due day means that the calendar of the market does not reach so far: the order would drop
-- out of every rate unseen. Extend it with `python dbt_project/seeds/build_holidays.py FIRST_YEAR LAST_YEAR`.
select
    shop_id,
    order_id,
    step,
    clock_on,
    rule_version
from {{ ref('int_fulfillment__deadlines') }}
where rule_version is not null and due_on is null
