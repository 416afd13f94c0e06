-- statement_statuses
with calendar as (
    select week_end_on
    from marts.calendar_weeks
    where week = ${params.week}
)

select
    shop_id,
    status,
    count(*) as statement_count,
    sum(lines_local) as lines_local,
    sum(payable_local) as payable_local,
    sum(paid_local) as paid_local,
    sum(difference_local) as difference_local,
    sum(abs(unexplained_local)) as unexplained_local,
    currency
from marts.statement_reconciliation
where statement_on <= (select week_end_on from calendar)
group by shop_id, status, currency
order by shop_id, statement_count desc, status
