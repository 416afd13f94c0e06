select
    shop_id,
    order_id,
    status,
    expected_local,
    settled_local,
    difference_local,
    currency,
    explanation
from marts.settlement_reconciliation
where
    order_week <= ${params.week}
    and (status in ('unexplained', 'missing_in_export', 'missing_in_settlement') or unexplained_local <> 0)
order by abs(difference_local) desc nulls last, shop_id, order_id
limit 50
