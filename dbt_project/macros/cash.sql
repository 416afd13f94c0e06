{#- What the statements of a day brought, in the reporting currency, and what the rate moved of it since the orders:
    both are rounded once a day, and the parts share them to the minor unit, whatever the parts are.

    relation    a relation with one row per (shop, statement day, currency, part) and the columns of
                `int_settlements__cash_dated`: cash_numerator, fx_numerator, reporting_minor_unit
    columns     columns to hand on, shop_id, statement_on and currency among them
    order_by    columns that put the parts of a day in a total order

    Adds `amount` (at the statement's rate), `fx_difference` (what the rate moved) and so, by difference, what the
    same money is at the rate of the order's day. -#}
{% macro shared_at_both_rates(relation, columns, order_by) -%}
    {%- set by_day = ['shop_id', 'statement_on', 'currency'] -%}
    {%- set day = 'over (partition by ' ~ by_day | join(', ') ~ ')' -%}
    with wholes as (
        select
            parts.*,
            {{ whole_number('1000000000000') }} as rate_unit,
            {{ rounded_fraction(
                'sum(cash_numerator) ' ~ day, whole_number('1000000000000'), 'reporting_minor_unit'
            ) }} as day_amount,
            {{ rounded_fraction(
                'sum(fx_numerator) ' ~ day, whole_number('1000000000000'), 'reporting_minor_unit'
            ) }} as day_fx
        from {{ relation }} as parts
    ),

    with_cash as (
        {{ fractions_rounded_to_their_sum(
            relation='wholes',
            columns=columns + ['reporting_minor_unit', 'rate_unit', 'fx_numerator', 'day_fx'],
            numerator='cash_numerator', denominator='rate_unit', whole='day_amount',
            minor_unit='reporting_minor_unit', group_by=by_day, order_by=order_by, part='amount'
        ) }}
    )

    {{ fractions_rounded_to_their_sum(
        relation='with_cash',
        columns=columns + ['amount'],
        numerator='fx_numerator', denominator='rate_unit', whole='day_fx',
        minor_unit='reporting_minor_unit', group_by=by_day, order_by=order_by, part='fx_difference'
    ) }}
{%- endmacro %}
