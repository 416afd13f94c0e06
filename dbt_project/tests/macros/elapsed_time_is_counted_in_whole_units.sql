with cases as (
    select
        t.case_name,
        t.day_count,
        t.hours,
        cast(t.from_text as timestamp) as from_at,
        cast(t.to_text as timestamp) as to_at
    from (
        values
        ('a day', '2026-01-01 00:00:00', '2026-01-02 00:00:00', 1, 24.00),
        ('over the clock change, in UTC', '2026-03-08 00:00:00', '2026-03-09 00:00:00', 1, 24.00),
        ('18 s are 0.005 h: half away from zero', '2026-01-01 00:00:00', '2026-01-01 00:00:18', 0, 0.01),
        ('just below the half', '2026-01-01 00:00:00', '2026-01-01 00:00:17', 0, 0.00),
        ('the half below zero', '2026-01-01 00:00:18', '2026-01-01 00:00:00', 0, -0.01),
        ('backwards', '2026-01-02 00:00:00', '2026-01-01 12:00:00', -1, -12.00)
    ) as t (case_name, from_text, to_text, day_count, hours)
)

select *
from cases
where
    {{ days_between('cast(from_at as date)', 'cast(to_at as date)') }} <> day_count
    or {{ hours_between('from_at', 'to_at') }} <> hours
    or {{ add_days('cast(from_at as date)', 'day_count') }} <> cast(to_at as date)
