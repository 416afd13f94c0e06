-- The files whose export fell into the seven days after the week: what this close is made of.
select
    files.shop_id,
    files.source,
    files.source_file,
    files.exported_at,
    files.rows_read,
    files.rows_quarantined
from marts.source_files as files
inner join marts.calendar_weeks as weeks
    on cast(files.exported_at as date) between weeks.week_end_on and weeks.week_end_on + 7
where weeks.week = ${params.week} and files.status != 'refused'
order by files.shop_id, files.source, files.source_file
