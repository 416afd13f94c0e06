-- What a week is compared with: the publication in which it was first told complete, and the newest one
-- before this.
with publications as (
    select
        sequence,
        as_of,
        newest_complete_week
    from {{ ref('stg_publications__inputs') }}
    where kind = 'publication'
),

weeks as (
    select week
    from {{ ref('int_calendar__weeks') }}
),

told as (
    select
        weeks.week,
        publications.sequence,
        publications.as_of
    from weeks
    inner join publications on weeks.week <= publications.newest_complete_week
),

placed as (
    select
        *,
        row_number() over (partition by week order by sequence asc) as from_first,
        row_number() over (partition by week order by sequence desc) as from_last
    from told
)

select
    week,
    'first_published' as since,
    sequence as base_sequence,
    as_of as published_as_of
from placed
where from_first = 1
union all
select
    week,
    'last_published' as since,
    sequence as base_sequence,
    as_of as published_as_of
from placed
where from_last = 1
