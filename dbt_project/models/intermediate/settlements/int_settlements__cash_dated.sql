-- The ledger with the two rates that tell it: the statement day's for the cash, the order day's for the
-- margin. What names no order, or one that no export holds, has the statement's for both and moves nothing.
with ledger as (
    select
        shop_id,
        statement_on,
        order_id,
        fee_group,
        margin_line,
        currency,
        count(*) as line_count,
        sum(amount_local) as amount_local
    from {{ ref('int_settlements__amounts_classified') }}
    where counts_in_total and statement_on is not null
    group by shop_id, statement_on, order_id, fee_group, margin_line, currency
),

orders as (
    select
        shop_id,
        order_id,
        min(ordered_on) as ordered_on
    from {{ ref('int_orders__lines') }}
    group by shop_id, order_id
),

conversions as (
    select
        currency,
        day_on,
        rate,
        rate_source,
        reporting_currency,
        reporting_minor_unit
    from {{ ref('int_margin__conversions') }}
    where rate is not null
),

rated as (
    select
        ledger.*,
        orders.ordered_on,
        of_order.rate as order_rate,
        of_order.rate_source as order_rate_source,
        of_statement.rate as statement_rate,
        of_statement.rate_source as statement_rate_source,
        of_statement.reporting_currency,
        of_statement.reporting_minor_unit
    from ledger
    left join orders
        on
            ledger.shop_id = orders.shop_id
            and ledger.order_id = orders.order_id
    inner join conversions as of_statement
        on
            ledger.currency = of_statement.currency
            and ledger.statement_on = of_statement.day_on
    -- A rate that is missing on either day stops publication: every_amount_has_a_rate_of_its_day.
    inner join conversions as of_order
        on
            ledger.currency = of_order.currency
            and coalesce(orders.ordered_on, ledger.statement_on) = of_order.day_on
)

select
    shop_id,
    statement_on,
    order_id,
    ordered_on,
    fee_group,
    margin_line,
    currency,
    cast(line_count as integer) as line_count,
    {{ money('amount_local') }} as amount_local,
    order_rate,
    order_rate_source,
    statement_rate,
    statement_rate_source,
    reporting_currency,
    reporting_minor_unit,
    -- Exact amounts in the reporting currency: ten-thousandths, times the trillion that a rate's digits are.
    {{ ten_thousandths('amount_local') }} * {{ trillionths('statement_rate') }} as cash_numerator,
    {{ ten_thousandths('amount_local') }}
    * ({{ trillionths('statement_rate') }} - {{ trillionths('order_rate') }}) as fx_numerator
from rated
