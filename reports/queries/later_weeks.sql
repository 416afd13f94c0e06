-- How many complete weeks there are after this one: what is told as of today belongs to the newest report alone.
select count(*) as week_count
from marts.calendar_weeks
where week > ${params.week} and is_complete
order by week_count
