with returns as (
    select
        shop_id,
        return_id,
        order_id,
        sku_id,
        seller_sku,
        product_name,
        return_type,
        return_status,
        return_sub_status,
        coalesce(nullif(trim(return_reason), ''), 'not stated') as reason,
        requested_at,
        refunded_at,
        -- The column calls itself a unit price and holds the whole refund.
        refund_total_local,
        return_quantity,
        nullif(trim(return_tracking_id), '') as return_tracking_id,
        dispute_status,
        appeal_status,
        compensation_status,
        compensation_local,
        currency,
        source_file,
        source_row
    from {{ ref('stg_returns__returns') }}
),

reasons as (
    select
        reason,
        fault,
        is_unmapped
    from {{ ref('int_returns__reasons_named') }}
),

states as (
    select
        status_text,
        return_state
    from {{ ref('return_statuses') }}
),

kinds as (
    select
        type_text,
        return_kind
    from {{ ref('return_types') }}
),

lines as (
    select
        shop_id,
        order_id,
        sku_id,
        order_week,
        ordered_on,
        quantity,
        currency
    from {{ ref('int_orders__lines') }}
),

shops as (
    select
        shop_id,
        timezone,
        currency
    from {{ ref('stg_configuration__shops') }}
)

select
    returns.shop_id,
    returns.return_id,
    returns.sku_id,
    returns.order_id,
    returns.seller_sku,
    returns.product_name,
    returns.return_type,
    coalesce(kinds.return_kind, 'unknown') as return_kind,
    returns.return_status,
    coalesce(states.return_state, 'unknown') as return_state,
    returns.return_sub_status,
    returns.reason,
    reasons.fault,
    reasons.is_unmapped as is_reason_unmapped,
    returns.requested_at,
    returns.refunded_at,
    {{ to_local_date('returns.requested_at', 'shops.timezone') }} as requested_on,
    {{ to_local_date('returns.refunded_at', 'shops.timezone') }} as refunded_on,
    {{ iso_week_key(to_local_date('returns.refunded_at', 'shops.timezone')) }} as refund_week,
    lines.order_week,
    coalesce(states.return_state = 'completed', false) and returns.refunded_at is not null as is_completed,
    lines.order_id is not null as has_order,
    returns.refund_total_local as refund_local,
    returns.return_quantity as quantity,
    lines.quantity as ordered_quantity,
    returns.compensation_status,
    returns.compensation_local,
    returns.return_tracking_id,
    returns.dispute_status,
    returns.appeal_status,
    coalesce(returns.currency, lines.currency, shops.currency) as currency,
    returns.source_file,
    returns.source_row
from returns
inner join shops on returns.shop_id = shops.shop_id
left join reasons on returns.reason = reasons.reason
left join states on lower(trim(returns.return_status)) = states.status_text
left join kinds on lower(trim(returns.return_type)) = kinds.type_text
left join lines
    on
        returns.shop_id = lines.shop_id
        and returns.order_id = lines.order_id
        and returns.sku_id = lines.sku_id
