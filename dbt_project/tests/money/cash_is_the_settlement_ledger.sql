-- By settlement week the groups sum to the ledger in the shop's currency, and to what was settled in the
-- reporting currency, shop by shop and week by week.
with cash as (
    select
        shop_id,
        statement_week,
        sum(amount_local) as amount_local,
        sum(amount) as amount
    from {{ ref('settlement_cash_weekly') }}
    group by shop_id, statement_week
),

ledger as (
    select
        shop_id,
        {{ iso_week_key('statement_on') }} as statement_week,
        sum(amount_local) as amount_local
    from {{ ref('settlement_lines') }}
    where counts_in_total and statement_on is not null
    group by shop_id, {{ iso_week_key('statement_on') }}
)

select
    ledger.*,
    paid.settled_amount,
    cash.amount_local as cash_local,
    cash.amount as cash_amount
from ledger
left join {{ ref('int_settlements__paid_weekly') }} as paid
    on ledger.shop_id = paid.shop_id and ledger.statement_week = paid.statement_week
left join cash on ledger.shop_id = cash.shop_id and ledger.statement_week = cash.statement_week
where
    ledger.amount_local is distinct from cash.amount_local
    or paid.settled_amount is distinct from cash.amount
