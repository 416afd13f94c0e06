-- Each statement by its rows and by the sheet of statements. Layouts without statement numbers have a
-- statement a day.
with row_sums as (
    select
        shop_id,
        coalesce(statement_id, cast(statement_on as {{ dbt.type_string() }})) as statement_id,
        min(statement_on) as statement_on,
        max(payment_id) as payment_id,
        max(currency) as currency,
        cast(count(*) as integer) as row_count,
        sum(settlement_local) as lines_local
    from {{ ref('stg_settlements__statement_rows') }}
    where statement_on is not null
    group by shop_id, coalesce(statement_id, cast(statement_on as {{ dbt.type_string() }}))
),

stated as (
    select
        shop_id,
        statement_id,
        statement_on,
        payment_id,
        settlement_local,
        reserve_local
    from {{ ref('stg_settlements__statements') }}
),

shops as (
    select
        shop_id,
        currency
    from {{ ref('stg_configuration__shops') }}
),

joined as (
    select
        coalesce(row_sums.shop_id, stated.shop_id) as shop_id,
        coalesce(row_sums.statement_id, stated.statement_id) as statement_id,
        coalesce(stated.statement_on, row_sums.statement_on) as statement_on,
        nullif(coalesce(stated.payment_id, row_sums.payment_id), '') as payment_id,
        row_sums.currency,
        coalesce(row_sums.row_count, 0) as row_count,
        {{ money('coalesce(row_sums.lines_local, 0)') }} as lines_local,
        stated.settlement_local as statement_local,
        {{ money('abs(coalesce(stated.reserve_local, 0))') }} as reserve_local
    from row_sums
    full outer join stated
        on
            row_sums.shop_id = stated.shop_id
            and row_sums.statement_id = stated.statement_id
)

select
    joined.shop_id,
    joined.statement_id,
    joined.statement_on,
    joined.payment_id,
    coalesce(joined.payment_id, joined.statement_id) as payment_key,
    coalesce(joined.currency, shops.currency) as currency,
    joined.row_count,
    joined.lines_local,
    joined.statement_local,
    joined.reserve_local,
    -- What the platform owes for it: the statement's total where there is one, less what it keeps in reserve.
    {{ money('coalesce(joined.statement_local, joined.lines_local) - joined.reserve_local') }}
        as payable_local
from joined
left join shops on joined.shop_id = shops.shop_id
