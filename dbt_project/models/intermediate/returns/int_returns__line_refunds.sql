-- The refunded part of each sold line's value: what the settlement took back, else an estimate from the
-- returns export.
with completed_returns as (
    select
        shop_id,
        order_id,
        sku_id,
        refund_total_local
    from {{ ref('int_returns__returns_completed') }}
),

settled_refunds as (
    select
        shop_id,
        order_id,
        sku_id,
        refunds_local
    from {{ ref('int_settlements__lines_settled') }}
    where has_refund_row or refunds_local != 0
),

paid_by_customer as (
    select
        shop_id,
        order_id,
        sku_id,
        is_sold,
        value_local,
        minor_unit,
        paid_local
    from {{ ref('int_returns__lines_paid') }}
),

estimated_refunds as (
    select
        paid_by_customer.shop_id,
        paid_by_customer.order_id,
        paid_by_customer.sku_id,
        least(
            paid_by_customer.value_local,
            coalesce(
                {{ proportional(
                    'completed_returns.refund_total_local', 'paid_by_customer.value_local',
                    'paid_by_customer.paid_local', 'paid_by_customer.minor_unit'
                ) }},
                completed_returns.refund_total_local
            )
        ) as refunds_local
    from paid_by_customer
    inner join completed_returns
        on
            paid_by_customer.shop_id = completed_returns.shop_id
            and paid_by_customer.order_id = completed_returns.order_id
            and paid_by_customer.sku_id = completed_returns.sku_id
    where paid_by_customer.is_sold
)

select
    coalesce(settled_refunds.shop_id, estimated_refunds.shop_id) as shop_id,
    coalesce(settled_refunds.order_id, estimated_refunds.order_id) as order_id,
    coalesce(settled_refunds.sku_id, estimated_refunds.sku_id) as sku_id,
    {{ money('coalesce(settled_refunds.refunds_local, estimated_refunds.refunds_local)') }} as refunds_local,
    settled_refunds.shop_id is null as is_estimated
from settled_refunds
full outer join estimated_refunds
    on
        settled_refunds.shop_id = estimated_refunds.shop_id
        and settled_refunds.order_id = estimated_refunds.order_id
        and settled_refunds.sku_id = estimated_refunds.sku_id
