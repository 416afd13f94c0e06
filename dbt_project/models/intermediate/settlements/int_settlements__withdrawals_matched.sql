-- Withdrawals to the bank that took a payment out whole: the same amount, in the same order of days.
with payments as (
    select
        shop_id,
        payment_key,
        paid_on,
        paid_local,
        row_number() over (
            partition by shop_id, paid_local order by paid_on asc nulls last, payment_key asc
        ) as place
    from {{ ref('int_settlements__payments_matched') }}
    where paid_local > 0
),

withdrawals as (
    select
        shop_id,
        reference_id,
        cast(coalesce(succeeded_at, requested_at) as date) as withdrawn_on,
        amount_local as withdrawn_local,
        row_number() over (
            partition by shop_id, amount_local order by requested_at asc nulls last, reference_id asc
        ) as place
    from {{ ref('stg_settlements__withdrawals') }}
    where lower(trim(transaction_type)) in ('withdrawal', 'withdraw', 'transfer')
)

select
    payments.shop_id,
    payments.payment_key,
    withdrawals.withdrawn_on,
    {{ money('withdrawals.withdrawn_local') }} as withdrawn_local
from payments
inner join withdrawals
    on
        payments.shop_id = withdrawals.shop_id
        and payments.paid_local = -withdrawals.withdrawn_local
        and payments.place = withdrawals.place
