select
    fault,
    sum(returned_unit_count)::bigint as returned_unit_count,
    sum(refund) as refund,
    sum(total_return_cost) as total_return_cost
from marts.return_cost_weekly
where week_basis = 'refund_week' and week = ${params.week}
group by fault
having sum(total_return_cost) != 0
order by total_return_cost desc, fault
