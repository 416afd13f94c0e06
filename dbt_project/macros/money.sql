{#- Money arithmetic that gives the same cents on every engine: decimals in, whole numbers inside, decimals
    out. Doubles never touch money: 1.005 becomes 1.00 on one engine and 1.01 on another. -#}

{% macro money(expression) -%}
    cast({{ expression }} as decimal(20, 4))
{%- endmacro %}

{% macro minor_unit_factor(minor_unit) -%}
    {#- How many minor units one unit of the currency has. An unknown currency is reckoned in ten-thousandths,
        so that nothing is lost; the test `every_currency_has_a_minor_unit` stops publication. -#}
    case {{ minor_unit }} when 0 then 1 when 2 then 100 when 3 then 1000 else 10000 end
{%- endmacro %}

{% macro round_to_minor_unit(expression, minor_unit) -%}
    {#- Half away from zero. One branch per number of digits: rounding to a column of digits differs. -#}
    case {{ minor_unit }}
        when 0 then cast(round({{ expression }}, 0) as decimal(20, 4))
        when 2 then cast(round({{ expression }}, 2) as decimal(20, 4))
        when 3 then cast(round({{ expression }}, 3) as decimal(20, 4))
        else cast(round({{ expression }}, 4) as decimal(20, 4))
    end
{%- endmacro %}

{% macro converted(amount, rate, minor_unit) -%}
    {#- An amount in another currency, rounded to its minor unit. Null when the rate is unknown: never 1. A dong
        is 0.0000385 of a dollar, so a rate has twelve digits after the point; 18 and 19 digits multiply exactly on
        both engines. -#}
    {{ round_to_minor_unit(
        'cast(' ~ amount ~ ' as decimal(18, 4)) * cast(' ~ rate ~ ' as decimal(19, 12))', minor_unit
    ) }}
{%- endmacro %}

{% macro rounded_fraction(numerator, denominator, minor_unit) -%}
    {#- A sum of exact fractions as money, rounded once. numerator: a whole number of ten-thousandths times the
        denominator, a positive whole number; as `fractions_rounded_to_their_sum` takes its parts. -#}
    {{ money(
        "cast(" ~ divided_half_away(
            "(" ~ numerator ~ ") * (" ~ minor_unit_factor(minor_unit) ~ ")",
            whole_number(denominator) ~ " * 10000"
        ) ~ " * (10000 / (" ~ minor_unit_factor(minor_unit) ~ ")) as decimal(20, 0)) * cast(0.0001 as decimal(5, 4))"
    ) }}
{%- endmacro %}

{% macro trillionths(rate) -%}
    {#- A rate as a whole number of its last digit, 0.000000000001. -#}
    {{ whole_number('cast(' ~ rate ~ ' as decimal(19, 12)) * cast(1000000000000 as decimal(13, 0))') }}
{%- endmacro %}

{% macro rate_of_trillionths(whole) -%}
    cast(
        cast({{ whole }} as decimal(20, 0)) * cast(0.000000000001 as decimal(12, 12)) as decimal(19, 12)
    )
{%- endmacro %}

{% macro inverse_rate(rate) -%}
    {#- What one unit of the other currency is worth, to twelve digits, half away from zero. The rate is positive. -#}
    {{ rate_of_trillionths(divided_half_away(
        whole_number('1000000000000') ~ ' * ' ~ whole_number('1000000000000'), trillionths(rate)
    )) }}
{%- endmacro %}

{% macro product_of_rates(rate, other_rate) -%}
    {#- Two legs as one rate, to twelve digits, half away from zero. -#}
    {{ rate_of_trillionths(divided_half_away(
        trillionths(rate) ~ ' * ' ~ trillionths(other_rate), whole_number('1000000000000')
    )) }}
{%- endmacro %}

{% macro whole_number(expression) -%}
    {{ return(adapter.dispatch('whole_number')(expression)) }}
{%- endmacro %}

{% macro duckdb__whole_number(expression) -%}
    cast({{ expression }} as hugeint)
{%- endmacro %}

{% macro spark__whole_number(expression) -%}
    cast({{ expression }} as decimal(38, 0))
{%- endmacro %}

{% macro whole_quotient(numerator, denominator) -%}
    {{ return(adapter.dispatch('whole_quotient')(numerator, denominator)) }}
{%- endmacro %}

{% macro duckdb__whole_quotient(numerator, denominator) -%}
    (({{ numerator }}) // nullif({{ denominator }}, 0))
{%- endmacro %}

{% macro spark__whole_quotient(numerator, denominator) -%}
    cast(({{ numerator }}) div nullif({{ denominator }}, 0) as decimal(38, 0))
{%- endmacro %}

{% macro ten_thousandths(amount) -%}
    {#- A money amount as a whole number of 0.0001, the finest step a money column has. -#}
    {{ whole_number('cast(' ~ amount ~ ' as decimal(20, 4)) * 10000') }}
{%- endmacro %}

{% macro divided_half_away(numerator, denominator) -%}
    {#- Quotient of two whole numbers, rounded half away from zero. The denominator is positive. -#}
    (case when ({{ numerator }}) < 0 then -1 else 1 end * {{ whole_quotient(
        '2 * abs(' ~ numerator ~ ') + (' ~ denominator ~ ')', '2 * (' ~ denominator ~ ')'
    ) }})
{%- endmacro %}

{% macro proportional(amount, part, whole, minor_unit) -%}
    {#- amount × part ÷ whole in one step, rounded once to the minor unit; null unless the whole is positive. -#}
    case
        when {{ whole }} > 0
            then cast({{ divided_half_away(
                ten_thousandths(amount) ~ ' * ' ~ ten_thousandths(part)
                ~ ' * (' ~ minor_unit_factor(minor_unit) ~ ')',
                ten_thousandths(whole) ~ ' * 10000'
            ) }} * (10000 / ({{ minor_unit_factor(minor_unit) }})) as decimal(20, 0))
            * cast(0.0001 as decimal(5, 4))
    end
{%- endmacro %}

{% macro money_ratio(numerator, denominator) -%}
    {#- A share as DECIMAL(9, 6), rounded half away from zero; null where the denominator is not positive. -#}
    case
        when {{ denominator }} > 0
            then cast(cast({{ divided_half_away(
                ten_thousandths(numerator) ~ ' * 1000000', ten_thousandths(denominator)
            ) }} as decimal(20, 0)) * cast(0.000001 as decimal(7, 6)) as decimal(9, 6))
    end
{%- endmacro %}

{% macro money_per(amount, number) -%}
    {#- What one of so many comes to, to a ten-thousandth, half away from zero; null where there is none. -#}
    case
        when {{ number }} > 0
            then cast(cast({{ divided_half_away(ten_thousandths(amount), whole_number(number)) }} as decimal(20, 0))
                * cast(0.0001 as decimal(5, 4)) as decimal(20, 4))
    end
{%- endmacro %}
