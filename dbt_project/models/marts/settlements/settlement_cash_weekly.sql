-- The clock of cash: what each statement day brought, in its week, whatever was ordered when, and how much of
-- it is the rate's doing since the order.
with daily as (
    select
        shop_id,
        statement_on,
        currency,
        fee_group,
        margin_line,
        reporting_currency,
        reporting_minor_unit,
        sum(line_count) as line_count,
        sum(amount_local) as amount_local,
        {{ whole_number('sum(cash_numerator)') }} as cash_numerator,
        {{ whole_number('sum(fx_numerator)') }} as fx_numerator
    from {{ ref('int_settlements__cash_dated') }}
    group by
        shop_id, statement_on, currency, fee_group, margin_line, reporting_currency, reporting_minor_unit
),

shared as (
    {{ shared_at_both_rates(
        relation='daily',
        columns=[
            'shop_id', 'statement_on', 'currency', 'fee_group', 'margin_line', 'line_count', 'amount_local',
            'reporting_currency',
        ],
        order_by=['fee_group', 'margin_line']
    ) }}
)

select
    shop_id,
    {{ iso_week_key('statement_on') }} as statement_week,
    fee_group,
    margin_line,
    currency,
    cast(sum(line_count) as integer) as line_count,
    {{ money('sum(amount_local)') }} as amount_local,
    {{ money('sum(amount - fx_difference)') }} as amount_at_order_rate,
    {{ money('sum(fx_difference)') }} as fx_difference,
    {{ money('sum(amount)') }} as amount,
    max(reporting_currency) as reporting_currency
from shared
group by shop_id, {{ iso_week_key('statement_on') }}, fee_group, margin_line, currency
