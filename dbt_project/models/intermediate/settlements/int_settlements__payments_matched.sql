-- Which payment settled which statements: by the payment's own number, else the same amount in the same order
-- of days. A payment that nothing asks for, and statements that nothing paid, stay by themselves.
with asked as (
    select
        shop_id,
        payment_key,
        min(statement_on) as first_statement_on,
        max(statement_on) as last_statement_on,
        cast(count(*) as integer) as statement_count,
        {{ money('sum(payable_local)') }} as payable_local,
        {{ money('sum(reserve_local)') }} as reserve_local
    from {{ ref('int_settlements__statement_sums') }}
    group by shop_id, payment_key
),

received as (
    select *
    from {{ ref('int_settlements__money_received') }}
),

by_number as (
    select
        asked.shop_id,
        asked.payment_key,
        max(received.paid_on) as paid_on,
        {{ money('sum(received.paid_local)') }} as paid_local
    from asked
    inner join received
        on
            asked.shop_id = received.shop_id
            and asked.payment_key = received.payment_id
    group by asked.shop_id, asked.payment_key
),

unnumbered as (
    select
        asked.*,
        row_number() over (
            partition by asked.shop_id, asked.payable_local
            order by asked.last_statement_on asc, asked.payment_key asc
        ) as place_of_amount
    from asked
    left join by_number
        on
            asked.shop_id = by_number.shop_id
            and asked.payment_key = by_number.payment_key
    where by_number.payment_key is null
),

unasked as (
    select
        received.*,
        row_number() over (
            partition by received.shop_id, received.paid_local
            order by received.paid_on asc nulls last, received.receipt_id asc
        ) as place_left
    from received
    left join by_number
        on
            received.shop_id = by_number.shop_id
            and received.payment_id = by_number.payment_key
    where by_number.payment_key is null
),

by_amount as (
    select
        unnumbered.shop_id,
        unnumbered.payment_key,
        unasked.receipt_id,
        unasked.paid_on,
        unasked.paid_local
    from unnumbered
    inner join unasked
        on
            unnumbered.shop_id = unasked.shop_id
            and unnumbered.payable_local = unasked.paid_local
            and unnumbered.place_of_amount = unasked.place_left
    where
        {{ add_days('unnumbered.first_statement_on', -1) }} <= unasked.paid_on
        and {{ add_days('unnumbered.last_statement_on', 45) }} >= unasked.paid_on
)

select
    asked.shop_id,
    asked.payment_key,
    asked.last_statement_on,
    asked.statement_count,
    asked.payable_local,
    asked.reserve_local,
    coalesce(by_number.paid_on, by_amount.paid_on) as paid_on,
    coalesce(by_number.paid_local, by_amount.paid_local) as paid_local
from asked
left join by_number
    on
        asked.shop_id = by_number.shop_id
        and asked.payment_key = by_number.payment_key
left join by_amount
    on
        asked.shop_id = by_amount.shop_id
        and asked.payment_key = by_amount.payment_key
union all
select
    unasked.shop_id,
    coalesce(unasked.payment_id, unasked.receipt_id) as payment_key,
    cast(null as date) as last_statement_on,
    0 as statement_count,
    {{ money('0') }} as payable_local,
    {{ money('0') }} as reserve_local,
    unasked.paid_on,
    unasked.paid_local
from unasked
left join by_amount on unasked.receipt_id = by_amount.receipt_id
where by_amount.receipt_id is null
