with amounts as (
    select *
    from {{ ref('int_restatements__cause_amounts') }}
),

headlines as (
    select
        shop_id,
        week,
        metric,
        since,
        published_value,
        current_value
    from {{ ref('int_restatements__headlines') }}
),

bases as (
    select
        week,
        since,
        published_as_of
    from {{ ref('int_restatements__bases') }}
),

files as (
    select
        shop_id,
        week,
        since,
        cause,
        late_row_count,
        late_file_count,
        late_files
    from {{ ref('int_restatements__cause_files') }}
)

select
    amounts.shop_id,
    amounts.week,
    amounts.metric,
    amounts.since,
    amounts.cause,
    bases.published_as_of,
    headlines.published_value,
    headlines.current_value,
    cast(headlines.current_value - headlines.published_value as decimal(20, 6)) as movement,
    amounts.amount,
    cast(coalesce(files.late_row_count, 0) as integer) as late_row_count,
    cast(coalesce(files.late_file_count, 0) as integer) as late_file_count,
    files.late_files
from amounts
inner join headlines
    on
        amounts.shop_id = headlines.shop_id
        and amounts.week = headlines.week
        and amounts.metric = headlines.metric
        and amounts.since = headlines.since
inner join bases on amounts.week = bases.week and amounts.since = bases.since
left join files
    on
        amounts.shop_id = files.shop_id
        and amounts.week = files.week
        and amounts.since = files.since
        and amounts.cause = files.cause
