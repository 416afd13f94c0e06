-- Completed returns per order line: money went back. A filled refund time alone does not mean that.
with shops as (
    select
        shop_id,
        timezone
    from {{ ref('stg_configuration__shops') }}
),

completed as (
    select status_text
    from {{ ref('return_statuses') }}
    where return_state = 'completed'
),

returns as (
    select
        exported.shop_id,
        exported.return_id,
        exported.order_id,
        exported.sku_id,
        exported.return_reason,
        exported.refunded_at,
        refunds.refund_total_local,
        exported.return_quantity,
        coalesce(refunds.compensation_local, 0) as compensation_local,
        lower(trim(coalesce(exported.compensation_status, ''))) as compensation_status
    from {{ ref('stg_returns__returns') }} as exported
    inner join completed on lower(trim(exported.return_status)) = completed.status_text
    inner join {{ ref('int_returns__refunds') }} as refunds
        on
            exported.shop_id = refunds.shop_id
            and exported.return_id = refunds.return_id
            and exported.sku_id = refunds.sku_id
    where exported.refunded_at is not null
),

-- A line can come back twice; its costs are told under the reason of the first time.
placed as (
    select
        returns.*,
        {{ to_local_date('returns.refunded_at', 'shops.timezone') }} as refunded_on,
        row_number() over (
            partition by returns.shop_id, returns.order_id, returns.sku_id
            order by returns.refunded_at asc, returns.return_id asc
        ) as place
    from returns
    inner join shops on returns.shop_id = shops.shop_id
)

select
    shop_id,
    order_id,
    sku_id,
    min(refunded_on) as refunded_on,
    max(case when place = 1 then return_reason end) as return_reason,
    {{ money('sum(coalesce(refund_total_local, 0))') }} as refund_total_local,
    cast(sum(coalesce(return_quantity, 0)) as integer) as returned_quantity,
    {{ money("sum(case when compensation_status = 'completed' then compensation_local else 0 end)") }}
        as return_compensation_local
from placed
group by shop_id, order_id, sku_id
