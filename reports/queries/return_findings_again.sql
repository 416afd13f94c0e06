-- The same returns in another cut: their money stands in the finding that tells them.
select *
from ${return_findings}
where is_told_already or excess_cost_told_first <= 0
order by excess_cost desc, shop_id, place
