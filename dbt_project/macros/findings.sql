{#- Whether a difference of counts is more than chance, and the arithmetic that it takes. -#}

{% macro numbers_from_to(first, last) -%}
    {#- A column expression that makes one row per whole number, both ends included; first must not lie above last. -#}
    {{ return(adapter.dispatch('numbers_from_to')(first, last)) }}
{%- endmacro %}

{% macro duckdb__numbers_from_to(first, last) -%}
    cast(unnest(generate_series({{ first }}, {{ last }})) as integer)
{%- endmacro %}

{% macro spark__numbers_from_to(first, last) -%}
    explode(sequence({{ first }}, {{ last }}))
{%- endmacro %}

{% macro sum_of_fractions(count, part, whole) -%}
    {#- The sum of count × part ÷ whole of whole numbers, each to a millionth, half away from zero; wholes are positive. -#}
    cast(
        cast(sum({{ divided_half_away(
            whole_number(count) ~ ' * ' ~ whole_number(part) ~ ' * 1000000', whole_number(whole)
        ) }}) as decimal(26, 0)) * cast(0.000001 as decimal(7, 6)) as decimal(20, 6)
    )
{%- endmacro %}

{% macro log_factorials(greatest) -%}
    {#- ln(n!) for 0 to the greatest number of a query that has one row: a running sum of logarithms. -#}
    select
        number,
        sum(ln(cast(case when number = 0 then 1 else number end as double))) over (
            order by number rows between unbounded preceding and current row
        ) as log_factorial
    from (
        select {{ numbers_from_to('0', 'coalesce(greatest_number, 0)') }} as number
        from ({{ greatest }}) as numbers
    ) as counted
{%- endmacro %}

{% macro times_as_often(weight, other_weight) -%}
    {#- How many times the one weight is the other, to a ten-thousandth; null where the other is nothing. -#}
    cast({{ money_per(weight ~ ' * 1000000', other_weight ~ ' * 1000000') }} as decimal(12, 4))
{%- endmacro %}

{% macro excess_of(amount, weight, other_weight, minor_unit) -%}
    {#- The part of an amount beyond what it were at the rate of the others: by how much the weight exceeds theirs. -#}
    case
        when {{ amount }} > 0 and {{ weight }} > {{ other_weight }}
            then {{ proportional(amount, '(' ~ weight ~ ' - ' ~ other_weight ~ ')', weight, minor_unit) }}
        else 0
    end
{%- endmacro %}

{% macro finding_rule(rule) -%}
    {#- A limit of the seed return_finding_rules, with its date and reason there. -#}
    max(case when rule = '{{ rule }}' then value end)
{%- endmacro %}
