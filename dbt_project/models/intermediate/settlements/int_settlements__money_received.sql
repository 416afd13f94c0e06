-- Payments of the platform to the seller's balance or bank: the sheet of payments, else the records of
-- withdrawals, whose rows call them payments or earnings.
with payments as (
    select
        shop_id,
        payment_id,
        initiated_on as paid_on,
        payment_local as paid_local,
        file_sha256,
        source_row
    from {{ ref('stg_settlements__payments') }}
),

shops_with_payments as (
    select distinct shop_id
    from payments
),

earnings as (
    select
        shop_id,
        reference_id as payment_id,
        cast(coalesce(succeeded_at, requested_at) as date) as paid_on,
        amount_local as paid_local,
        file_sha256,
        source_row
    from {{ ref('stg_settlements__withdrawals') }}
    where lower(trim(transaction_type)) in ('earnings', 'earning', 'payments', 'payment', 'settle')
),

received as (
    select * from payments
    union all
    select earnings.*
    from earnings
    left join shops_with_payments on earnings.shop_id = shops_with_payments.shop_id
    where shops_with_payments.shop_id is null
)

select
    {{ hash_key(['shop_id', 'file_sha256', 'source_row']) }} as receipt_id,
    shop_id,
    payment_id,
    paid_on,
    {{ money('paid_local') }} as paid_local
from received
