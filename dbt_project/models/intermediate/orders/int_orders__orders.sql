with lines as (
    select
        *,
        min(case when is_cancelled then 1 else 0 end) over (partition by shop_id, order_id) = 0 as goes_on
    from {{ ref('int_orders__lines') }}
),

-- A cancelled line says nothing about an order whose other lines go on.
counted as (
    select
        *,
        min(case when fulfillment_type = 'fbt' then 1 else 0 end) over (partition by shop_id, order_id) = 1
            as is_fbt,
        row_number() over (
            partition by shop_id, order_id
            order by exported_at desc nulls last, source_file desc, source_row asc, sku_id asc
        ) as place
    from lines
    where not is_cancelled or not goes_on
),

-- In a mixed order the seller's dispatch is that of the lines the seller ships.
marked as (
    select
        *,
        is_fbt or fulfillment_type <> 'fbt' as is_dispatch_line,
        coalesce(ready_at, shipped_at) as handed_over_at
    from counted
)

select
    shop_id,
    order_id,
    min(market) as market,
    min(timezone) as timezone,
    min(seller_type) as seller_type,
    min(currency) as currency,
    max(case when place = 1 then order_status end) as order_status,
    max(case when place = 1 then order_status_text end) as order_status_text,
    -- By the alphabet, a line that takes longer than a regular one makes the order such an order.
    min(order_type) as order_type,
    min(service_level) as service_level,
    case
        when max(case when is_fbt then 1 else 0 end) = 1 then 'fbt'
        when max(case when fulfillment_type = 'seller' then 1 else 0 end) = 1 then 'seller'
        else 'unknown'
    end as fulfillment_type,
    -- Several on one order are rare; the first by name stands for it, so that every order is counted once.
    min(case when is_dispatch_line then warehouse end) as warehouse,
    min(case when is_dispatch_line then carrier end) as carrier,
    min(ordered_at) as ordered_at,
    min(paid_at) as paid_at,
    -- A step of the order is done when it is done for its last line.
    case when count(ready_at) = count(*) then max(ready_at) end as ready_at,
    case when count(shipped_at) = count(*) then max(shipped_at) end as shipped_at,
    case when count(delivered_at) = count(*) then max(delivered_at) end as delivered_at,
    case
        when
            count(case when is_dispatch_line then handed_over_at end)
            = count(case when is_dispatch_line then sku_id end)
            then max(case when is_dispatch_line then handed_over_at end)
    end as handed_over_at,
    max(cancelled_at) as cancelled_at,
    max(case when place = 1 then cancel_by end) as cancel_by,
    max(case when place = 1 then cancel_reason end) as cancel_reason,
    min(ordered_on) as ordered_on,
    min(order_week) as order_week,
    min(case when is_cancelled then 1 else 0 end) = 1 as is_cancelled,
    min(case when is_sample then 1 else 0 end) = 1 as is_sample,
    cast(count(*) as integer) as line_count,
    cast(sum(quantity) as integer) as unit_count,
    max(case when place = 1 then order_amount_local end) as order_amount_local,
    max(case when place = 1 then shipping_fee_local end) as shipping_fee_local,
    max(case when place = 1 then tax_local end) as tax_local
from marked
group by shop_id, order_id
