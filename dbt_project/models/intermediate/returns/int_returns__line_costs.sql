-- What coming back cost, per order line that came back or was refunded, in the reporting currency.
with lines as (
    select
        shop_id,
        order_id,
        sku_id,
        order_week,
        refunds,
        return_shipping,
        return_handling,
        refund_administration_fee,
        return_compensation,
        goods_written_off
    from {{ ref('int_margin__line_margins') }}
    where is_sold
),

completed_returns as (
    select
        shop_id,
        order_id,
        sku_id,
        coalesce(nullif(trim(return_reason), ''), 'not stated') as reason,
        returned_quantity
    from {{ ref('int_returns__returns_completed') }}
),

reasons as (
    select
        reason,
        fault
    from {{ ref('int_returns__reasons_named') }}
),

refund_days as (
    select
        shop_id,
        order_id,
        sku_id,
        refunded_on
    from {{ ref('int_returns__refund_days') }}
)

select
    lines.shop_id,
    lines.order_id,
    lines.sku_id,
    lines.order_week,
    {{ iso_week_key('refund_days.refunded_on') }} as refund_week,
    -- A refund in the settlement without a return in the export: told apart, not left out.
    coalesce(completed_returns.reason, 'no return in the export') as reason,
    coalesce(reasons.fault, 'unknown') as fault,
    coalesce(completed_returns.returned_quantity, 0) as returned_unit_count,
    lines.refunds as refund,
    lines.return_shipping,
    lines.return_handling,
    lines.refund_administration_fee,
    lines.return_compensation,
    coalesce(lines.goods_written_off, 0) as goods_written_off,
    lines.refunds + lines.return_shipping + lines.return_handling + lines.refund_administration_fee
    - lines.return_compensation + coalesce(lines.goods_written_off, 0) as total_return_cost
from lines
left join completed_returns
    on
        lines.shop_id = completed_returns.shop_id
        and lines.order_id = completed_returns.order_id
        and lines.sku_id = completed_returns.sku_id
left join reasons on completed_returns.reason = reasons.reason
left join refund_days
    on
        lines.shop_id = refund_days.shop_id
        and lines.order_id = refund_days.order_id
        and lines.sku_id = refund_days.sku_id
where
    completed_returns.order_id is not null
    or refund_days.order_id is not null
    or lines.return_shipping <> 0
    or lines.return_handling <> 0
    or lines.refund_administration_fee <> 0
