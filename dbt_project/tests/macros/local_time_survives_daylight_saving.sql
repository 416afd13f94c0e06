-- Both changes of the clock in both markets, by hand: the same UTC hour is another local hour the day after.
with cases as (
    select *
    from (values
        ('US spring, last winter hour', timestamp '2026-03-08 09:59:59', 'America/Los_Angeles', timestamp '2026-03-08 01:59:59'),
        ('US spring, first summer hour', timestamp '2026-03-08 10:00:00', 'America/Los_Angeles', timestamp '2026-03-08 03:00:00'),
        ('US autumn, first of the two', timestamp '2026-11-01 08:30:00', 'America/Los_Angeles', timestamp '2026-11-01 01:30:00'),
        ('US autumn, second of the two', timestamp '2026-11-01 09:30:00', 'America/Los_Angeles', timestamp '2026-11-01 01:30:00'),
        ('UK winter is UTC', timestamp '2026-03-29 00:59:59', 'Europe/London', timestamp '2026-03-29 00:59:59'),
        ('UK summer', timestamp '2026-03-29 01:00:00', 'Europe/London', timestamp '2026-03-29 02:00:00'),
        ('China never changes', timestamp '2026-07-01 16:00:00', 'Asia/Shanghai', timestamp '2026-07-02 00:00:00')
    ) as t (case_name, utc_at, timezone, expected_at)
)

select
    case_name,
    {{ to_local('utc_at', 'timezone') }} as local_at,
    expected_at
from cases
where
    {{ to_local('utc_at', 'timezone') }} <> expected_at
    or {{ to_local_date('utc_at', 'timezone') }} <> cast(expected_at as date)
