with cases as (
    select t.*
    from (
        values
        (date '2025-12-28', '2025-W52', 7, date '2025-12-22'),
        (date '2025-12-29', '2026-W01', 1, date '2025-12-29'),
        (date '2026-01-01', '2026-W01', 4, date '2025-12-29'),
        (date '2027-01-03', '2026-W53', 7, date '2026-12-28'),
        (date '2027-01-04', '2027-W01', 1, date '2027-01-04'),
        (date '2022-01-01', '2021-W52', 6, date '2021-12-27')
    ) as t (day_on, week, weekday, monday_on)
)

select *
from cases
where
    {{ iso_week_key('day_on') }} <> week
    or {{ iso_weekday('day_on') }} <> weekday
    or {{ week_start_on('day_on') }} <> monday_on
