-- Every return of every export in its newest state, with the order line it belongs to, its refund as read,
-- its states with their times, and whose fault it was.
with shops as (
    select
        shop_id,
        timezone,
        currency
    from {{ ref('stg_configuration__shops') }}
),

kinds as (
    select
        type_text,
        return_kind
    from {{ ref('return_types') }}
),

reasons as (
    select
        reason,
        is_unmapped
    from {{ ref('int_returns__reasons_named') }}
),

lines as (
    select
        shop_id,
        order_id,
        sku_id,
        order_week,
        ordered_on,
        ordered_at,
        quantity,
        package_id,
        tracking_id,
        carrier,
        currency
    from {{ ref('int_orders__lines') }}
)

select
    exported.shop_id,
    exported.return_id,
    exported.stated_return_id,
    exported.sku_id,
    exported.order_id,
    exported.seller_sku,
    exported.product_name,
    exported.return_type,
    coalesce(kinds.return_kind, 'unknown') as return_kind,
    exported.return_status,
    states.return_state,
    exported.return_sub_status,
    faults.reason,
    faults.reason_group,
    reasons.is_unmapped as is_reason_unmapped,
    faults.reason_fault,
    faults.fault,
    faults.fault_basis,
    exported.requested_at,
    states.approved_at,
    states.approved_told_by,
    states.shipped_back_at,
    states.shipped_back_told_by,
    states.received_on,
    states.received_told_by,
    states.graded_on,
    states.grade,
    exported.refunded_at,
    states.refunded_told_by,
    states.rejected_at,
    states.cancelled_at,
    states.disputed_at,
    states.compensated_at,
    {{ to_local_date('exported.requested_at', 'shops.timezone') }} as requested_on,
    {{ to_local_date('exported.refunded_at', 'shops.timezone') }} as refunded_on,
    lines.ordered_on,
    lines.order_week,
    states.return_state = 'completed' and exported.refunded_at is not null as is_completed,
    lines.order_id is not null as has_order,
    coalesce(exported.refunded_at < exported.requested_at, false)
    or coalesce(exported.requested_at < lines.ordered_at, false) as is_out_of_order,
    refunds.refund_total_local as refund_local,
    refunds.stated_refund_local,
    refunds.refund_basis,
    refunds.is_other_currency,
    customer_refunds.refunded_goods_local,
    customer_refunds.refunded_shipping_local,
    customer_refunds.refunded_tax_local,
    refunds.paid_local as paid_for_line_local,
    exported.return_quantity as quantity,
    lines.quantity as ordered_quantity,
    exported.compensation_status,
    refunds.compensation_local,
    lines.package_id,
    lines.tracking_id,
    lines.carrier,
    nullif(trim(exported.return_tracking_id), '') as return_tracking_id,
    exported.dispute_status,
    exported.appeal_status,
    coalesce(exported.currency, lines.currency, shops.currency) as currency,
    exported.source_file,
    exported.source_row
from {{ ref('stg_returns__returns') }} as exported
inner join shops on exported.shop_id = shops.shop_id
{% for name in ['states', 'faults', 'refunds'] -%}
inner join {{ ref('int_returns__' ~ name) }} as {{ name }}
    on
        exported.shop_id = {{ name }}.shop_id
        and exported.return_id = {{ name }}.return_id
        and exported.sku_id = {{ name }}.sku_id
{% endfor -%}
left join {{ ref('int_returns__customer_refunds') }} as customer_refunds
    on
        exported.shop_id = customer_refunds.shop_id
        and exported.return_id = customer_refunds.return_id
        and exported.sku_id = customer_refunds.sku_id
left join reasons on faults.reason = reasons.reason
left join kinds on lower(trim(exported.return_type)) = kinds.type_text
left join lines
    on
        exported.shop_id = lines.shop_id
        and exported.order_id = lines.order_id
        and exported.sku_id = lines.sku_id
