-- The calendar gives the weeks, so that a week without orders is a gap and not left out.
select
    weeks.week,
    totals.net_sales,
    totals.cm3
from marts.calendar_weeks as weeks
left join marts.shop_weekly as totals on weeks.week = totals.week and totals.shop_id = 'all'
where weeks.week between ${params.first_week} and ${params.week}
order by weeks.week
