with statement_rows as (
    select
        shop_id,
        case
            when lower(trim(transaction_type)) in ('order', 'refund') then order_or_adjustment_id
            else nullif(trim(related_order_id), '')
        end as order_id,
        statement_on,
        currency,
        settlement_local
    from {{ ref('stg_settlements__statement_rows') }}
    where statement_on is not null
),

settled as (
    select
        shop_id,
        order_id,
        statement_on,
        currency,
        {{ money('sum(settlement_local)') }} as settled_local
    from statement_rows
    where order_id is not null
    group by shop_id, order_id, statement_on, currency
),

orders as (
    select
        shop_id,
        order_id,
        min(ordered_on) as ordered_on,
        min(order_week) as order_week
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
),

rated as (
    select
        settled.shop_id,
        settled.order_id,
        settled.statement_on,
        orders.order_week,
        orders.ordered_on,
        settled.currency,
        settled.settled_local,
        of_order.rate as order_rate,
        of_order.rate_source as order_rate_source,
        of_statement.rate as statement_rate,
        of_statement.rate_source as statement_rate_source,
        {{ converted('settled.settled_local', 'of_order.rate', 'of_order.reporting_minor_unit') }}
            as settled_at_order_rate,
        {{ converted('settled.settled_local', 'of_statement.rate', 'of_order.reporting_minor_unit') }}
            as settled_at_statement_rate,
        of_order.reporting_currency
    from settled
    inner join orders
        on
            settled.shop_id = orders.shop_id
            and settled.order_id = orders.order_id
    inner join conversions as of_order
        on
            settled.currency = of_order.currency
            and orders.ordered_on = of_order.day_on
    inner join conversions as of_statement
        on
            settled.currency = of_statement.currency
            and settled.statement_on = of_statement.day_on
    -- What is paid in the reporting currency gains and loses nothing.
    where settled.currency <> of_order.reporting_currency
)

select
    shop_id,
    order_id,
    statement_on,
    order_week,
    {{ iso_week_key('statement_on') }} as statement_week,
    ordered_on,
    currency,
    reporting_currency,
    settled_local,
    order_rate,
    order_rate_source,
    statement_rate,
    statement_rate_source,
    {{ money('settled_at_order_rate') }} as settled_at_order_rate,
    {{ money('settled_at_statement_rate') }} as settled_at_statement_rate,
    {{ money('settled_at_statement_rate - settled_at_order_rate') }} as fx_difference
from rated
