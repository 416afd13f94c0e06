select
    verdict,
    count(*) as sku_count,
    sum(unit_count)::bigint as unit_count,
    sum(cm3) as cm3
from marts.sku_return_limits
where week = ${params.week}
group by verdict
order by case verdict when 'stop' then 1 when 'fix' then 2 when 'keep' then 3 else 4 end
