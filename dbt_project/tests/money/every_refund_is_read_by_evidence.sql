{{ config(severity='warn') }}
-- Completed returns of several units of which neither the amount paid nor a statement shows whether the
-- column is their total or a price per unit, with both readings: they are taken for totals.
select
    shop_id,
    return_id,
    order_id,
    sku_id,
    quantity,
    stated_refund_local as refund_if_total_local,
    stated_refund_local * quantity as refund_if_per_unit_local,
    paid_for_line_local,
    currency
from {{ ref('return_lines') }}
where is_completed and refund_basis = 'total_by_default'
