-- Every rate that somebody states, both ways round, on each day it may serve: its own and the seven after it.
-- The user's file comes before its own inverse, and both before the ECB's reference rates.
with first_days as (
    select min(day_on) as first_on
    from {{ ref('int_calendar__days') }}
),

stated as (
    select
        from_currency,
        to_currency,
        rate_on,
        rate,
        'file of rates' as rate_source,
        1 as precedence
    from {{ ref('stg_fx_rates__rates') }}
    where rate > 0
    union all
    select
        'EUR' as from_currency,
        reference_rates.currency as to_currency,
        reference_rates.rate_on,
        reference_rates.rate,
        'ECB' as rate_source,
        3 as precedence
    from {{ ref('stg_fx_rates__reference') }} as reference_rates
    cross join first_days
    where reference_rates.rate_on >= {{ add_days('first_days.first_on', -40) }}
),

both_ways as (
    select
        from_currency,
        to_currency,
        rate_on,
        cast(rate as decimal(19, 12)) as rate,
        rate_source,
        precedence
    from stated
    union all
    select
        to_currency as from_currency,
        from_currency as to_currency,
        rate_on,
        {{ inverse_rate('rate') }} as rate,
        concat_ws(' ', rate_source, 'inverse') as rate_source,
        precedence + 1 as precedence
    from stated
),

days_that_may_use_it as (
    select
        from_currency,
        to_currency,
        rate,
        rate_on,
        rate_source,
        precedence,
        {{ days_from_to('rate_on', add_days('rate_on', 7)) }} as day_on
    from both_ways
)

select
    from_currency,
    to_currency,
    day_on,
    rate,
    rate_on,
    rate_source,
    cast(precedence as integer) as precedence
from days_that_may_use_it
qualify row_number() over (
    partition by from_currency, to_currency, day_on order by precedence asc, rate_on desc
) = 1
