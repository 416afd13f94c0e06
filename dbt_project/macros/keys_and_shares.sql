{% macro rate(numerator, denominator) -%}
    {#- A share of counts as DECIMAL(9, 6), rounded half away from zero. Null where the denominator is 0 or
        unknown: a week without orders is neither 0 % nor 100 %. -#}
    case
        when {{ denominator }} > 0
            then cast(
                cast({{ divided_half_away(
                    whole_number(numerator) ~ ' * 1000000', whole_number(denominator)
                ) }} as decimal(18, 0)) * cast(0.000001 as decimal(7, 6)) as decimal(9, 6)
            )
    end
{%- endmacro %}

{% macro hash_key(columns) -%}
    {#- A key over several columns: md5 is the same everywhere, hash() is not. The separator can't stand in an
        export, and a null differs from an empty text. -#}
    md5(concat_ws(chr(31)
        {%- for column in columns -%}
            , coalesce(cast({{ column }} as string), chr(30))
        {%- endfor -%}
    ))
{%- endmacro %}

{% macro text_list(expression, order_by, separator=', ') -%}
    {#- The texts of a group as one, in order. -#}
    {{ return(adapter.dispatch('text_list')(expression, order_by, separator)) }}
{%- endmacro %}

{% macro duckdb__text_list(expression, order_by, separator) -%}
    string_agg({{ expression }}, '{{ separator }}' order by {{ order_by }})
{%- endmacro %}

{% macro spark__text_list(expression, order_by, separator) -%}
    listagg({{ expression }}, '{{ separator }}') within group (order by {{ order_by }})
{%- endmacro %}

{% macro percentile_hours(share, leg) -%}
    {#- A value that was really measured (percentile_disc), as DECIMAL(12, 2), of one leg of a group. -#}
    cast(
        percentile_disc({{ share }}) within group (order by case when leg = '{{ leg }}' then hours end)
        as decimal(12, 2)
    )
{%- endmacro %}

{% macro count_of(measures) -%}
    {#- How many things of these measures a group of int_fulfillment__weekly_counts holds. -#}
    cast(sum(case when measure in ('{{ measures | join("', '") }}') then thing_count else 0 end) as integer)
{%- endmacro %}

{% macro is_beyond(threshold) -%}
    {#- Whether numerator ÷ denominator lies on the wrong side of a threshold; null without a threshold. Compared as
        numerator against threshold × denominator, so that rounding the rate can't move it over the line. -#}
    case direction
        when 'at_most'
            then numerator > {{ threshold }} * denominator
                or (numerator = {{ threshold }} * denominator and not is_threshold_allowed)
        when 'at_least'
            then numerator < {{ threshold }} * denominator
                or (numerator = {{ threshold }} * denominator and not is_threshold_allowed)
    end
{%- endmacro %}

{% macro first_of_methods(column) -%}
    {#- Of two methods of payment joined by a plus sign (a wallet and a balance) the first, as a key; blank where none
        is stated. -#}
    lower(trim(substring(coalesce({{ column }}, ''), 1, position('+' in concat(coalesce({{ column }}, ''), '+')) - 1)))
{%- endmacro %}
