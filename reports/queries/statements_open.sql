-- statements_open
with calendar as (
    select week_end_on
    from marts.calendar_weeks
    where week = ${params.week}
)

select
    shop_id,
    statement_on,
    statement_id,
    status,
    lines_local,
    statement_local,
    payable_local,
    paid_local,
    difference_local,
    currency
from marts.statement_reconciliation
where
    statement_on <= (select week_end_on from calendar)
    and status in ('missing_payment', 'payment_differs', 'sum_differs', 'rows_missing', 'payment_without_statement')
order by abs(difference_local) desc, shop_id, statement_on, statement_id
limit 50
