-- The rate into the reporting currency for every day that has one: weekends and holidays take the last day
-- before, at most seven days back. A day without a rate has no row, and nothing is ever converted at 1 for
-- lack of one.
with reporting as (
    select reporting_currency
    from {{ ref('int_margin__reporting') }}
),

rates as (
    select
        stated.rate_on,
        stated.from_currency,
        stated.rate
    from {{ ref('stg_fx_rates__rates') }} as stated
    inner join reporting on stated.to_currency = reporting.reporting_currency
),

days_that_may_use_it as (
    select
        from_currency,
        rate,
        rate_on,
        {{ days_from_to('rate_on', add_days('rate_on', 7)) }} as day_on
    from rates
)

select
    from_currency,
    day_on,
    rate,
    rate_on
from days_that_may_use_it
qualify row_number() over (partition by from_currency, day_on order by rate_on desc) = 1
