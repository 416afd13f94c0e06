with cases as (
    select *
    from (values
        ('a day', timestamp '2026-01-01 00:00:00', timestamp '2026-01-02 00:00:00', 1, 24.00),
        ('over the clock change in UTC', timestamp '2026-03-08 00:00:00', timestamp '2026-03-09 00:00:00', 1, 24.00),
        ('half away from zero: 18 s is 0.005 h', timestamp '2026-01-01 00:00:00', timestamp '2026-01-01 00:00:18', 0, 0.01),
        ('just below the half', timestamp '2026-01-01 00:00:00', timestamp '2026-01-01 00:00:17', 0, 0.00),
        ('backwards', timestamp '2026-01-02 00:00:00', timestamp '2026-01-01 12:00:00', -1, -12.00)
    ) as t (case_name, from_at, to_at, day_count, hours)
)

select *
from cases
where
    {{ days_between('cast(from_at as date)', 'cast(to_at as date)') }} <> day_count
    or {{ hours_between('from_at', 'to_at') }} <> hours
    or {{ add_days('cast(from_at as date)', 'day_count') }} <> cast(to_at as date)
