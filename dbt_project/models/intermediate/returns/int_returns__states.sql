-- When each return reached each state, and what says so. The export dates the request and the refund; a
-- state that it only names is dated by the first export that shows it, which is the latest it can have been.
with shops as (
    select
        shop_id,
        timezone
    from {{ ref('stg_configuration__shops') }}
),

states as (
    select
        status_text,
        return_state
    from {{ ref('return_statuses') }}
),

returns as (
    select
        exported.shop_id,
        exported.return_id,
        exported.stated_return_id,
        exported.order_id,
        exported.sku_id,
        exported.requested_at,
        exported.refunded_at,
        shops.timezone,
        coalesce(states.return_state, 'unknown') as return_state
    from {{ ref('stg_returns__returns') }} as exported
    inner join shops on exported.shop_id = shops.shop_id
    left join states on lower(trim(exported.return_status)) = states.status_text
),

first_seen as (
    select
        snapshots.shop_id,
        snapshots.stated_return_id,
        snapshots.order_id,
        snapshots.sku_id,
        min(case when states.return_state in ('in_process', 'completed') then snapshots.exported_at end)
            as approved_at,
        min(case when states.return_state = 'rejected' then snapshots.exported_at end) as rejected_at,
        min(case when states.return_state = 'cancelled' then snapshots.exported_at end) as cancelled_at,
        min(
            case
                when nullif(trim(snapshots.return_tracking_id), '') is not null then snapshots.exported_at
            end
        ) as shipped_back_at,
        min(
            case
                when
                    nullif(trim(snapshots.dispute_status), '') is not null
                    or nullif(trim(snapshots.appeal_status), '') is not null
                    then snapshots.exported_at
            end
        ) as disputed_at,
        min(
            case when lower(trim(snapshots.compensation_status)) = 'completed' then snapshots.exported_at end
        ) as compensated_at
    from {{ ref('stg_returns__snapshots') }} as snapshots
    left join states on lower(trim(snapshots.return_status)) = states.status_text
    group by snapshots.shop_id, snapshots.stated_return_id, snapshots.order_id, snapshots.sku_id
),

receipts as (
    select *
    from {{ ref('int_returns__receipts') }}
),

settled as (
    select
        shop_id,
        order_id,
        sku_id,
        refund_settled_on
    from {{ ref('int_settlements__lines_settled') }}
    where has_refund_row
)

select
    returns.shop_id,
    returns.return_id,
    returns.sku_id,
    returns.return_state,
    returns.requested_at,
    first_seen.approved_at,
    case when first_seen.approved_at is not null then 'first_export' end as approved_told_by,
    coalesce(receipts.scanned_at, first_seen.shipped_back_at) as shipped_back_at,
    case
        when receipts.scanned_at is not null then 'tracking'
        when first_seen.shipped_back_at is not null then 'first_export'
    end as shipped_back_told_by,
    coalesce({{ to_local_date('receipts.delivered_at', 'returns.timezone') }}, receipts.received_on)
        as received_on,
    case
        when receipts.delivered_at is not null then 'tracking'
        when receipts.received_on is not null then 'invoice'
    end as received_told_by,
    receipts.graded_on,
    receipts.grade,
    -- A time of refund stands beside rejected returns too.
    case
        when returns.return_state = 'completed' then coalesce(
            {{ to_local_date('returns.refunded_at', 'returns.timezone') }}, settled.refund_settled_on
        )
    end as refunded_on,
    case
        when returns.return_state <> 'completed' then null
        when returns.refunded_at is not null then 'returns_export'
        when settled.refund_settled_on is not null then 'settlement'
    end as refunded_told_by,
    case when returns.return_state = 'rejected' then first_seen.rejected_at end as rejected_at,
    case when returns.return_state = 'cancelled' then first_seen.cancelled_at end as cancelled_at,
    first_seen.disputed_at,
    first_seen.compensated_at
from returns
left join first_seen
    on
        returns.shop_id = first_seen.shop_id
        and returns.stated_return_id = first_seen.stated_return_id
        and returns.order_id = first_seen.order_id
        and returns.sku_id = first_seen.sku_id
left join receipts
    on
        returns.shop_id = receipts.shop_id
        and returns.return_id = receipts.return_id
        and returns.sku_id = receipts.sku_id
left join settled
    on
        returns.shop_id = settled.shop_id
        and returns.order_id = settled.order_id
        and returns.sku_id = settled.sku_id
