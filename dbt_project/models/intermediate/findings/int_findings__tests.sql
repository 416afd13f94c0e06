-- How likely so many returns are by chance alone. Within each stratum the returned orders fall on the group
-- as if drawn without replacement, which gives the sum over the strata its expectation and variance exactly.
-- It is a sum of independent trials, and so is held against the binomial distribution that has both; of the
-- chance of exactly so many returns half is counted (mid-p), without which whole counts would seem rarer than
-- they are.
with rules as (
    select {{ finding_rule('false_discovery_rate') }} as false_discovery_rate
    from {{ ref('return_finding_rules') }}
),

compared as (
    select
        *,
        returned_count - returned_weight + other_returned_weight as expected_count
    from {{ ref('int_findings__comparisons') }}
),

numbered as (
    select
        *,
        row_number() over (order by shop_id, week, dimension, compared_in, member) as comparison,
        expected_count > 0 and variance_below_expected > 0 and returned_count > expected_count as is_above,
        -- As many trials as give the variance, never fewer than came back.
        greatest(
            returned_count,
            cast(ceil(
                cast(expected_count as double) * cast(expected_count as double)
                / nullif(cast(variance_below_expected as double), 0)
            ) as integer)
        ) as trial_count
    from compared
),

log_factorials as (
    {{ log_factorials('select max(trial_count) as greatest_number from numbered where is_above') }}
),

counts as (
    select
        comparison,
        returned_count,
        trial_count,
        ln(cast(expected_count as double) / trial_count) as log_chance,
        ln(1 - cast(expected_count as double) / trial_count) as log_other_chance,
        {{ numbers_from_to('returned_count', 'trial_count') }} as number
    from numbered
    where is_above
),

tails as (
    select
        counts.comparison,
        sum(exp(
            whole.log_factorial - drawn.log_factorial - left_over.log_factorial
            + counts.number * counts.log_chance
            + (counts.trial_count - counts.number) * counts.log_other_chance
        ) * case when counts.number = counts.returned_count then 0.5 else 1 end) as p_value
    from counts
    inner join log_factorials as whole on counts.trial_count = whole.number
    inner join log_factorials as drawn on counts.number = drawn.number
    inner join log_factorials as left_over on counts.trial_count - counts.number = left_over.number
    group by counts.comparison
),

tested as (
    select
        numbered.*,
        rules.false_discovery_rate,
        cast(round(least(coalesce(tails.p_value, 1), 1), 12) as decimal(13, 12)) as p_value
    from numbered
    cross join rules
    left join tails on numbered.comparison = tails.comparison
),

-- Benjamini and Hochberg (1995): all up to the last whose chance is at most its place's part of the rate.
placed as (
    select
        *,
        count(*) over (partition by shop_id, week) as tested_count,
        row_number() over (partition by shop_id, week order by p_value, comparison) as place
    from tested
)

select
    shop_id,
    week,
    dimension,
    compared_in,
    member,
    first_order_week,
    last_order_week,
    compared_count,
    other_count,
    returned_count,
    returned_weight,
    other_returned_weight,
    cast(expected_count as decimal(20, 6)) as expected_count,
    return_cost,
    p_value,
    cast(tested_count as integer) as tested_count,
    false_discovery_rate,
    place <= coalesce(
        max(case when p_value * tested_count <= place * false_discovery_rate then place end)
            over (partition by shop_id, week), 0
    ) as is_found
from placed
