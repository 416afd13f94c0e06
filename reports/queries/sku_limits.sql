-- SKUs to stop or to fix, the largest loss first.
select
    limits.shop_id,
    limits.seller_sku,
    limits.product_name,
    limits.unit_count,
    limits.return_rate as returned_rate,
    limits.expected_return_rate as expected_rate,
    limits.usual_return_rate,
    limits.break_even_rate,
    limits.distance_to_break_even,
    limits.cm3_per_kept_unit,
    limits.cost_per_returned_unit,
    limits.cost_basis,
    limits.cm3,
    limits.verdict,
    limits.verdict_reason,
    count(weeks.week) as week_count
from marts.sku_return_limits as limits
left join marts.calendar_weeks as weeks
    on weeks.week between limits.first_order_week and limits.last_order_week
where limits.week = ${params.week} and limits.verdict in ('stop', 'fix')
group by all
order by limits.cm3 nulls last, limits.shop_id, limits.seller_sku
