-- reconciliation_totals
with calendar as (
    select week_end_on
    from marts.calendar_weeks
    where week = ${params.week}
)

select
    shop_id,
    'orders' as reconciliation,
    1 as place,
    count(*) as compared_count,
    count(*) filter (unexplained_local <> 0) as unexplained_count,
    sum(abs(unexplained_local)) as unexplained_local,
    currency
from marts.settlement_reconciliation
where order_week <= ${params.week}
group by shop_id, currency
union all
select
    shop_id,
    'statements' as reconciliation,
    2 as place,
    count(*) as compared_count,
    count(*) filter (unexplained_local <> 0) as unexplained_count,
    sum(abs(unexplained_local)) as unexplained_local,
    currency
from marts.statement_reconciliation
where statement_on <= (select week_end_on from calendar)
group by shop_id, currency
union all
select
    shop_id,
    'ad_charges' as reconciliation,
    3 as place,
    count(*) as compared_count,
    count(*) filter (unexplained_local <> 0) as unexplained_count,
    sum(abs(unexplained_local)) as unexplained_local,
    currency
from marts.ad_charge_reconciliation
where spend_week <= ${params.week}
group by shop_id, currency
order by shop_id, place, currency
