-- What the rate moved between order and statement, by order: the orders share a statement day's amounts as
-- the groups of `settlement_cash_weekly` do, so that both sum to the same cents.
with settled as (
    select
        shop_id,
        order_id,
        statement_on,
        ordered_on,
        currency,
        order_rate,
        order_rate_source,
        statement_rate,
        statement_rate_source,
        reporting_currency,
        reporting_minor_unit,
        sum(amount_local) as settled_local,
        {{ whole_number('sum(cash_numerator)') }} as cash_numerator,
        {{ whole_number('sum(fx_numerator)') }} as fx_numerator
    from {{ ref('int_settlements__cash_dated') }}
    -- What is paid in the reporting currency gains and loses nothing.
    where currency <> reporting_currency
    group by
        shop_id, order_id, statement_on, ordered_on, currency, order_rate, order_rate_source, statement_rate,
        statement_rate_source, reporting_currency, reporting_minor_unit
),

shared as (
    {{ shared_at_both_rates(
        relation='settled',
        columns=[
            'shop_id', 'order_id', 'statement_on', 'ordered_on', 'currency', 'reporting_currency',
            'settled_local', 'order_rate', 'order_rate_source', 'statement_rate', 'statement_rate_source',
        ],
        order_by=['order_id']
    ) }}
)

select
    shop_id,
    order_id,
    statement_on,
    {{ iso_week_key('ordered_on') }} as order_week,
    {{ iso_week_key('statement_on') }} as statement_week,
    ordered_on,
    currency,
    reporting_currency,
    {{ money('settled_local') }} as settled_local,
    order_rate,
    order_rate_source,
    statement_rate,
    statement_rate_source,
    {{ money('amount - fx_difference') }} as settled_at_order_rate,
    {{ money('amount') }} as settled_at_statement_rate,
    {{ money('fx_difference') }} as fx_difference
from shared
where ordered_on is not null
