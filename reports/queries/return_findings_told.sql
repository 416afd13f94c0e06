-- The findings that have a sentence of their own: no dearer one has told their money.
select *
from ${return_findings}
where not is_told_already and excess_cost_told_first > 0
order by excess_cost_told_first desc, shop_id, place
