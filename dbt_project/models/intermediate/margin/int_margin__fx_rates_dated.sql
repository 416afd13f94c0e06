-- The rate into the reporting currency for every day that has one: weekends and holidays take the last day
-- before, at most seven days back. A pair that nobody states goes over the euro or the dollar, and says so. A
-- day without a rate has no row, and nothing is ever converted at 1 for lack of one.
with legs as (
    select *
    from {{ ref('int_margin__fx_legs') }}
),

reporting as (
    select reporting_currency
    from {{ ref('int_margin__reporting') }}
),

direct as (
    select
        legs.from_currency,
        legs.day_on,
        legs.rate,
        legs.rate_on,
        legs.rate_source,
        legs.precedence
    from legs
    inner join reporting on legs.to_currency = reporting.reporting_currency
),

crossed as (
    select
        legs.from_currency,
        legs.day_on,
        {{ product_of_rates('legs.rate', 'direct.rate') }} as rate,
        least(legs.rate_on, direct.rate_on) as rate_on,
        concat_ws(' ', legs.rate_source, 'over', legs.to_currency, 'and', direct.rate_source) as rate_source,
        -- The weaker of two legs decides; of equal ones the euro before the dollar.
        10 * greatest(legs.precedence, direct.precedence) + case legs.to_currency when 'EUR' then 0 else 1 end
            as precedence
    from legs
    inner join direct
        on
            legs.to_currency = direct.from_currency
            and legs.day_on = direct.day_on
    cross join reporting
    where
        legs.to_currency in ('EUR', 'USD')
        and legs.from_currency <> reporting.reporting_currency
),

candidates as (
    select * from direct
    union all
    select * from crossed
)

select
    from_currency,
    day_on,
    cast(rate as decimal(19, 12)) as rate,
    rate_on,
    rate_source
from candidates
-- Rounded to nothing is no rate.
where rate > 0
qualify row_number() over (
    partition by from_currency, day_on order by precedence asc, rate_on desc, rate_source asc
) = 1
