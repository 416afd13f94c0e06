with statements as (
    select
        *,
        row_number() over (
            partition by shop_id, payment_key order by statement_on desc, statement_id desc
        ) = 1 as is_last_of_payment
    from {{ ref('int_settlements__statement_sums') }}
),

payments as (
    select *
    from {{ ref('int_settlements__payments_matched') }}
),

withdrawals as (
    select *
    from {{ ref('int_settlements__withdrawals_matched') }}
),

shops as (
    select
        shops.shop_id,
        shops.currency,
        terms.paid_within_days,
        terms.as_of_on
    from {{ ref('stg_configuration__shops') }} as shops
    inner join {{ ref('int_settlements__terms') }} as terms on shops.shop_id = terms.shop_id
),

shops_that_show_payments as (
    select distinct shop_id
    from {{ ref('int_settlements__money_received') }}
),

-- A payment is told on the last of its statements, so that a sum over statements has it once.
joined as (
    select
        payments.shop_id,
        coalesce(statements.statement_on, payments.paid_on) as statement_on,
        coalesce(statements.statement_id, concat_ws(' ', 'payment', payments.payment_key)) as statement_id,
        statements.statement_id is not null as has_statement,
        coalesce(statements.currency, shops.currency) as currency,
        coalesce(statements.row_count, 0) as row_count,
        coalesce(statements.lines_local, 0) as lines_local,
        statements.statement_local,
        coalesce(statements.lines_local - statements.statement_local, 0) as lines_difference_local,
        coalesce(statements.reserve_local, 0) as reserve_local,
        payments.payment_key as payment_id,
        payments.statement_count,
        payments.paid_on,
        withdrawals.withdrawn_on,
        payments.payable_local as payment_payable_local,
        payments.paid_local as payment_paid_local,
        coalesce(statements.is_last_of_payment, true) as tells_payment,
        withdrawals.withdrawn_local as payment_withdrawn_local,
        shops_that_show_payments.shop_id is not null as shows_payments,
        {{ days_between('payments.last_statement_on', 'shops.as_of_on') }} > shops.paid_within_days
            as is_overdue
    from payments
    left join statements
        on
            payments.shop_id = statements.shop_id
            and payments.payment_key = statements.payment_key
            and payments.statement_count > 0
    left join withdrawals
        on
            payments.shop_id = withdrawals.shop_id
            and payments.payment_key = withdrawals.payment_key
    left join shops on payments.shop_id = shops.shop_id
    left join shops_that_show_payments on payments.shop_id = shops_that_show_payments.shop_id
),

compared as (
    select
        *,
        case when tells_payment then coalesce(payment_paid_local - payment_payable_local, 0) else 0 end
            as payment_difference_local
    from joined
),

judged as (
    select
        *,
        case
            when not has_statement then 'payment_without_statement'
            when row_count = 0 and coalesce(statement_local, 0) <> 0 then 'rows_missing'
            when lines_difference_local <> 0 then 'sum_differs'
            when payment_paid_local is not null and payment_paid_local <> payment_payable_local
                then 'payment_differs'
            when payment_paid_local is null and not shows_payments then 'payments_not_exported'
            when payment_paid_local is null and payment_payable_local <= 0 then 'nothing_to_pay'
            when payment_paid_local is null and is_overdue then 'missing_payment'
            when payment_paid_local is null then 'awaiting_payment'
            else 'matched'
        end as status
    from compared
)

select
    shop_id,
    statement_on,
    statement_id,
    currency,
    cast(row_count as integer) as row_count,
    {{ money('lines_local') }} as lines_local,
    {{ money('statement_local') }} as statement_local,
    {{ money('lines_difference_local') }} as lines_difference_local,
    payment_id,
    cast(statement_count as integer) as payment_statement_count,
    {{ money('reserve_local') }} as reserve_local,
    {{ money('case when tells_payment then payment_payable_local end') }} as payable_local,
    {{ money('case when tells_payment then payment_paid_local end') }} as paid_local,
    paid_on,
    {{ money('case when tells_payment then -payment_withdrawn_local end') }} as withdrawn_local,
    withdrawn_on,
    {{ money('lines_difference_local + payment_difference_local') }} as difference_local,
    {{ money("case
        when status in ('rows_missing', 'sum_differs', 'payment_differs', 'payment_without_statement')
            then lines_difference_local + payment_difference_local
        else 0
    end") }} as unexplained_local,
    status,
    {{ statement_words('status') }} as explanation
from judged
