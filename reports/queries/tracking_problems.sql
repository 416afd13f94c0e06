select
    problem,
    carrier,
    count(*) as package_count
from marts.tracking_problems
where week = ${params.week}
group by problem, carrier
order by package_count desc, problem, carrier
