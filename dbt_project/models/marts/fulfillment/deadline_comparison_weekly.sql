-- Only exports made from the platform's API carry its own deadlines; for others the table is empty.
with compared as (
    select
        shop_id,
        due_week as week,
        step,
        rule_version,
        {{ seconds_between('due_at', 'platform_due_at') }} as difference_seconds
    from {{ ref('int_fulfillment__deadlines') }}
    where due_from = 'rule' and platform_due_at is not null
)

select
    shop_id,
    week,
    step,
    rule_version,
    cast(count(*) as integer) as compared_count,
    -- The platform says 23:59 or midnight where a rule says 23:59:59: within a minute is the same.
    cast(count(case when abs(difference_seconds) <= 60 then 1 end) as integer) as same_count,
    cast(count(case when difference_seconds < -60 then 1 end) as integer) as platform_earlier_count,
    cast(count(case when difference_seconds > 60 then 1 end) as integer) as platform_later_count,
    cast(max(abs(difference_seconds)) as integer) as largest_difference_seconds
from compared
group by shop_id, week, step, rule_version
