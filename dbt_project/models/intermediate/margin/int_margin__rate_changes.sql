-- By how much the rate of a day differs from that of the same weekday a week before. A day without a rate a
-- week before has no row: there is nothing to compare with.
with rates as (
    select
        from_currency,
        day_on,
        rate
    from {{ ref('int_margin__fx_rates_dated') }}
)

select
    this_week.from_currency as currency,
    this_week.day_on,
    cast(this_week.rate - week_before.rate as decimal(19, 12)) as rate_change
from rates as this_week
inner join rates as week_before
    on
        this_week.from_currency = week_before.from_currency
        and {{ add_days('this_week.day_on', -7) }} = week_before.day_on
