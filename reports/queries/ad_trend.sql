-- What advertising cost and what was left after it, all shops; a week without orders is a gap.
select
    weeks.week,
    totals.ad_spend,
    totals.cm3
from marts.calendar_weeks as weeks
left join marts.shop_weekly as totals on weeks.week = totals.week and totals.shop_id = 'all'
where weeks.week between ${params.first_week} and ${params.week}
order by weeks.week
