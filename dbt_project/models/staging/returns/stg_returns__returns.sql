-- The newest file that has a return says what there is of it. Where it gives one number to the returns of two
-- orders, both stay: the second is told apart by its order.
with newest as (
    select
        shop_id,
        return_id,
        order_id,
        order_amount_local,
        order_status,
        order_substatus,
        payment_method,
        sku_id,
        seller_sku,
        product_name,
        sku_name,
        buyer_key,
        return_type,
        requested_at,
        return_reason,
        refund_total_local,
        return_quantity,
        return_tracking_id,
        return_status,
        return_sub_status,
        refunded_at,
        dispute_status,
        appeal_status,
        compensation_status,
        compensation_local,
        currency,
        source_file,
        file_sha256,
        exported_at,
        source_row
    from {{ source('raw', 'returns') }}
    qualify
        {{ newest_file(['shop_id', 'return_id', 'sku_id']) }}
        and {{ newest_row(['shop_id', 'return_id', 'order_id', 'sku_id']) }}
),

placed as (
    select
        *,
        row_number() over (partition by shop_id, return_id, sku_id order by order_id) as place
    from newest
)

select
    shop_id,
    case when place = 1 then return_id else concat(return_id, '/', order_id) end as return_id,
    return_id as stated_return_id,
    order_id,
    order_amount_local,
    order_status,
    order_substatus,
    payment_method,
    sku_id,
    seller_sku,
    product_name,
    sku_name,
    buyer_key,
    return_type,
    requested_at,
    return_reason,
    refund_total_local,
    return_quantity,
    return_tracking_id,
    return_status,
    return_sub_status,
    refunded_at,
    dispute_status,
    appeal_status,
    compensation_status,
    compensation_local,
    currency,
    source_file,
    file_sha256,
    exported_at,
    source_row
from placed
