-- The comparisons of each week's report: the weeks of its window added up, where both sides are large
-- enough.
with rules as (
    select
        cast({{ finding_rule('window_weeks') }} as integer) as window_weeks,
        cast({{ finding_rule('youngest_week_age') }} as integer) as youngest_week_age,
        {{ finding_rule('fewest_compared') }} as fewest_compared
    from {{ ref('return_finding_rules') }}
),

weeks as (
    select *
    from {{ ref('int_calendar__weeks') }}
),

windows as (
    select
        weeks.week,
        rules.fewest_compared,
        order_weeks.week as order_week
    from weeks
    cross join rules
    inner join weeks as order_weeks
        on
            weeks.week_start_on >= {{ add_days('order_weeks.week_start_on', '7 * rules.youngest_week_age') }}
            and weeks.week_start_on < {{ add_days(
                'order_weeks.week_start_on', '7 * (rules.youngest_week_age + rules.window_weeks)'
            ) }}
    where weeks.is_complete
),

weekly as (
    select *
    from {{ ref('int_findings__comparisons_weekly') }}
)

select
    weekly.shop_id,
    windows.week,
    weekly.dimension,
    weekly.compared_in,
    weekly.member,
    min(weekly.order_week) as first_order_week,
    max(weekly.order_week) as last_order_week,
    cast(sum(weekly.compared_count) as integer) as compared_count,
    cast(sum(weekly.other_count) as integer) as other_count,
    cast(sum(weekly.returned_count) as integer) as returned_count,
    cast(sum(weekly.returned_weight) as decimal(20, 6)) as returned_weight,
    cast(sum(weekly.other_returned_weight) as decimal(20, 6)) as other_returned_weight,
    cast(sum(weekly.variance_below_expected) as decimal(20, 6)) as variance_below_expected,
    {{ money('sum(weekly.return_cost)') }} as return_cost
from windows
inner join weekly on windows.order_week = weekly.order_week
group by
    weekly.shop_id, windows.week, weekly.dimension, weekly.compared_in, weekly.member,
    windows.fewest_compared
-- Whether a comparison is made depends on what was sold, never on what came back of it: else the chances
-- below would be wrong.
having
    sum(weekly.compared_count) >= windows.fewest_compared
    and sum(weekly.other_count) >= windows.fewest_compared
