select
    shop_id,
    fee_group,
    currency,
    sum(line_count) as line_count,
    sum(amount_local) as amount_local,
    sum(amount) as amount
from marts.settlement_cash_weekly
where statement_week = ${params.week}
group by shop_id, fee_group, currency
order by shop_id, abs(sum(amount)) desc, fee_group
