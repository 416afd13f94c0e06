-- Day of payment, business days, last day in time: counted on a paper calendar.
with cases as (
    select t.*
    from (
        values
        ('US', 'over a weekend', date '2026-05-07', 2, date '2026-05-11'),
        ('US', 'paid on a Saturday', date '2026-05-09', 2, date '2026-05-12'),
        ('US', 'paid on a Sunday', date '2026-05-10', 2, date '2026-05-12'),
        ('US', 'Memorial Day is a Monday', date '2026-05-22', 2, date '2026-05-27'),
        ('US', 'paid on Memorial Day', date '2026-05-25', 2, date '2026-05-27'),
        ('US', 'Independence Day, observed on Friday', date '2026-07-01', 2, date '2026-07-06'),
        ('US', 'Thanksgiving, but not the day after', date '2025-11-25', 2, date '2025-11-28'),
        ('US', 'six days over Christmas and New Year', date '2025-12-23', 6, date '2026-01-02'),
        ('US', 'Juneteenth on a Friday', date '2026-06-18', 2, date '2026-06-23'),
        ('UK', 'Good Friday and Easter Monday', date '2026-04-02', 2, date '2026-04-08'),
        ('UK', 'Boxing Day on a Saturday moves to Monday', date '2026-12-24', 2, date '2026-12-30'),
        ('UK', 'Memorial Day is also the Spring Bank Holiday', date '2026-05-22', 2, date '2026-05-27'),
        ('UK', 'Thanksgiving is an ordinary Thursday', date '2025-11-25', 2, date '2025-11-27'),
        ('UK', 'leap day', date '2028-02-28', 2, date '2028-03-01')
    ) as t (market, case_name, paid_on, business_days, due_on)
)

select
    cases.market,
    cases.case_name,
    cases.due_on as expected_on,
    due_days.day_on as found_on
from cases
left join {{ ref('int_calendar__days') }} as clock_days
    on
        cases.market = clock_days.market
        and clock_days.working_week = 'mon_fri'
        and cases.paid_on = clock_days.day_on
left join {{ ref('int_calendar__days') }} as due_days
    on
        cases.market = due_days.market
        and due_days.working_week = 'mon_fri'
        and clock_days.business_day_number + cases.business_days = due_days.business_day_number
        and due_days.is_business_day
where due_days.day_on is distinct from cases.due_on
