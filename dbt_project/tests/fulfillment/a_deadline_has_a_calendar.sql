-- A rule without a due day means that the calendar of the market does not reach so far: the order would drop
-- out of every rate unseen. Add the holidays of the year to rules/holidays.csv of the home, or write the seed
-- anew with `python dbt_project/seeds/build_holidays.py FIRST_YEAR LAST_YEAR` and set up again.
select
    shop_id,
    order_id,
    step,
    market,
    clock_on,
    base_on,
    rule_version
from {{ ref('int_fulfillment__deadlines') }}
where rule_version is not null and base_on is not null and due_at is null
