select
    rates.shop_id,
    rates.dimension,
    rates.dimension_value,
    rates.completed_unit_count,
    rates.sold_unit_count,
    rates.completed_unit_rate,
    rates.completed_value,
    rates.completed_value_rate
from marts.return_rates_weekly as rates
where rates.week = ${params.week} and rates.week_basis = 'refund_week'
    and rates.dimension in ('reason', 'carrier', 'warehouse', 'creator') and rates.completed_unit_count > 0
order by
    list_position(['reason', 'carrier', 'warehouse', 'creator'], rates.dimension), rates.completed_value desc,
    rates.shop_id, rates.dimension_value
