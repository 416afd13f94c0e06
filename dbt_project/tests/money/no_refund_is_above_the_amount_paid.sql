{{ config(severity='warn') }}
-- Order lines whose completed returns gave back more than the buyer paid for them with tax and shipping:
-- the refund of their value stops at that value, so what is beyond it is on no margin. One minor unit is
-- rounding.
with lines as (
    select
        shop_id,
        order_id,
        sku_id,
        currency,
        count(*) as return_count,
        sum(refund_local) as refund_local,
        max(paid_for_line_local) as paid_local
    from {{ ref('return_lines') }}
    where is_completed and has_order
    group by shop_id, order_id, sku_id, currency
)

select
    lines.*,
    lines.refund_local - lines.paid_local as beyond_local
from lines
inner join {{ ref('currencies') }} as currencies on lines.currency = currencies.currency
where
    lines.refund_local - lines.paid_local
    > case currencies.minor_unit when 0 then 1 when 2 then 0.01 when 3 then 0.001 else 0.0001 end
