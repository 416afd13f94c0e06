-- What was settled for each order, adjustments that name it included, and the parts only a settlement can
-- tell.
with statement_rows as (
    select
        shop_id,
        case
            when lower(trim(transaction_type)) in ('order', 'refund') then order_or_adjustment_id
            else nullif(trim(related_order_id), '')
        end as order_id,
        lower(trim(transaction_type)) as type_key,
        statement_on,
        currency,
        settlement_local
    from {{ ref('stg_settlements__statement_rows') }}
),

ledger as (
    select
        shop_id,
        order_id,
        is_order_row,
        is_refund_row,
        margin_line,
        amount_local
    from {{ ref('int_settlements__amounts_classified') }}
    where counts_in_total and order_id is not null
),

amounts as (
    select
        shop_id,
        order_id,
        sum(case when not is_order_row then amount_local else 0 end) as adjustments_local,
        -sum(case when is_order_row and margin_line = 'return_shipping' then amount_local else 0 end)
            as return_shipping_local,
        -sum(case
            when is_order_row and margin_line not in (
                'gross_sales', 'seller_discount', 'refunds', 'shipping_income', 'return_shipping',
                'ad_charge', 'none'
            ) then amount_local
            else 0
        end) as fees_local,
        -- What refunds take back of it is expected as it came.
        sum(case
            when is_order_row and not is_refund_row and margin_line = 'shipping_income' then amount_local
            else 0
        end) as shipping_local,
        -sum(case when is_order_row and margin_line in ('ad_charge', 'none') then amount_local else 0 end)
            as ad_charges_local
    from ledger
    group by shop_id, order_id
),

totals as (
    select
        shop_id,
        order_id,
        max(currency) as currency,
        sum(settlement_local) as settled_local,
        max(case when type_key = 'order' then 1 else 0 end) = 1 as has_order_row,
        min(case when type_key = 'order' then statement_on end) as first_settled_on,
        max(case when type_key = 'refund' then statement_on end) as last_refunded_on
    from statement_rows
    where order_id is not null
    group by shop_id, order_id
)

select
    totals.shop_id,
    totals.order_id,
    totals.currency,
    totals.has_order_row,
    totals.first_settled_on,
    totals.last_refunded_on,
    {{ money('totals.settled_local') }} as settled_local,
    {{ money('coalesce(amounts.adjustments_local, 0)') }} as adjustments_local,
    {{ money('coalesce(amounts.return_shipping_local, 0)') }} as return_shipping_local,
    {{ money('coalesce(amounts.fees_local, 0)') }} as fees_local,
    {{ money('coalesce(amounts.shipping_local, 0)') }} as shipping_local,
    {{ money('coalesce(amounts.ad_charges_local, 0)') }} as ad_charges_local
from totals
left join amounts
    on
        totals.shop_id = amounts.shop_id
        and totals.order_id = amounts.order_id
