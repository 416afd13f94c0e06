-- Both changes of the clock, by hand: the same UTC hour is another local hour the day after.
with cases as (
    select
        t.case_name,
        t.timezone,
        cast(t.utc_text as timestamp) as utc_at,
        cast(t.expected_text as timestamp) as expected_at
    from (
        values
        ('US spring, last winter hour', '2026-03-08 09:59:59', 'America/Los_Angeles', '2026-03-08 01:59:59'),
        ('US spring, first summer hour', '2026-03-08 10:00:00', 'America/Los_Angeles', '2026-03-08 03:00:00'),
        ('US autumn, first of the two', '2026-11-01 08:30:00', 'America/Los_Angeles', '2026-11-01 01:30:00'),
        ('US autumn, second of the two', '2026-11-01 09:30:00', 'America/Los_Angeles', '2026-11-01 01:30:00'),
        ('UK winter is UTC', '2026-03-29 00:59:59', 'Europe/London', '2026-03-29 00:59:59'),
        ('UK summer', '2026-03-29 01:00:00', 'Europe/London', '2026-03-29 02:00:00'),
        ('China never changes', '2026-07-01 16:00:00', 'Asia/Shanghai', '2026-07-02 00:00:00')
    ) as t (case_name, utc_text, timezone, expected_text)
)

select
    case_name,
    {{ to_local('utc_at', 'timezone') }} as local_at,
    expected_at
from cases
where
    {{ to_local('utc_at', 'timezone') }} <> expected_at
    or {{ to_local_date('utc_at', 'timezone') }} <> cast(expected_at as date)
