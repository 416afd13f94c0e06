-- The day money first went back for a line: as the returns export says, else when the settlement took it.
with completed_returns as (
    select
        shop_id,
        order_id,
        sku_id,
        refunded_on
    from {{ ref('int_returns__returns_completed') }}
),

settled_refunds as (
    select
        shop_id,
        order_id,
        sku_id,
        refund_settled_on
    from {{ ref('int_settlements__lines_settled') }}
    where has_refund_row
)

select
    coalesce(completed_returns.shop_id, settled_refunds.shop_id) as shop_id,
    coalesce(completed_returns.order_id, settled_refunds.order_id) as order_id,
    coalesce(completed_returns.sku_id, settled_refunds.sku_id) as sku_id,
    coalesce(completed_returns.refunded_on, settled_refunds.refund_settled_on) as refunded_on
from completed_returns
full outer join settled_refunds
    on
        completed_returns.shop_id = settled_refunds.shop_id
        and completed_returns.order_id = settled_refunds.order_id
        and completed_returns.sku_id = settled_refunds.sku_id
