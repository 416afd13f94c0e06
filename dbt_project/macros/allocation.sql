{#- Splits a whole over its lines so that the parts sum to the whole, to the minor unit of its currency.

    Largest remainder: every line gets its share of the minor units rounded down, and the units left over go, one
    each, to the lines with the largest remainders; ties go to the first in `order_by`. Where all weights are zero the
    fallback weight decides, where those are zero too every line weighs the same. A negative whole is the negative of
    its split absolute. A whole that is finer than the minor unit is split in ten-thousandths, so that nothing is lost.

    relation    a relation with one row per (group, line); the whole repeats on each of its lines
    columns     columns to hand on
    group_by    columns that name one whole
    order_by    columns that put the lines of one whole in a total order
    part        name of the resulting column, DECIMAL(20, 4)

    All arithmetic is on whole numbers, so both engines find the same remainders and the same ties. -#}
{% macro split_by_largest_remainder(
    relation, columns, whole, minor_unit, weight, fallback_weight, group_by, order_by, part
) -%}
    {%- set by_whole = 'partition by ' ~ group_by | join(', ') -%}
    select
        {{ columns | join(', ') }},
        cast(
            cast(
                sign_of_whole * (units_rounded_down + case when place <= units_left then 1 else 0 end)
                * ten_thousandths_per_unit as decimal(20, 0)
            ) * cast(0.0001 as decimal(5, 4)) as decimal(20, 4)
        ) as {{ part }}
    from (
        select
            shared.*,
            units_of_whole - sum(units_rounded_down) over ({{ by_whole }}) as units_left,
            row_number() over (
                {{ by_whole }} order by remainder desc, {{ order_by | join(', ') }}
            ) as place
        from (
            select
                weighed.*,
                {{ whole_quotient('units_of_whole * line_weight', 'total_weight') }} as units_rounded_down,
                (units_of_whole * line_weight) % nullif(total_weight, 0) as remainder
            from (
                select
                    measured.*,
                    case
                        when sum_of_weights > 0 then given_weight
                        when sum_of_fallbacks > 0 then given_fallback
                        else {{ whole_number('1') }}
                    end as line_weight,
                    case
                        when sum_of_weights > 0 then sum_of_weights
                        when sum_of_fallbacks > 0 then sum_of_fallbacks
                        else line_count
                    end as total_weight
                from (
                    select
                        units.*,
                        {{ whole_number('sum(given_weight) over (' ~ by_whole ~ ')') }} as sum_of_weights,
                        {{ whole_number('sum(given_fallback) over (' ~ by_whole ~ ')') }} as sum_of_fallbacks,
                        {{ whole_number('count(*) over (' ~ by_whole ~ ')') }} as line_count,
                        {{ whole_number(
                            'abs(cast(' ~ whole ~ ' as decimal(20, 4))) * units_per_currency_unit'
                        ) }} as units_of_whole,
                        case when {{ whole }} < 0 then -1 else 1 end as sign_of_whole,
                        case units_per_currency_unit
                            when 1 then 10000 when 100 then 100 when 1000 then 10 else 1
                        end as ten_thousandths_per_unit
                    from (
                        select
                            lines.*,
                            {{ ten_thousandths('greatest(coalesce(' ~ weight ~ ', 0), 0)') }} as given_weight,
                            {{ ten_thousandths('greatest(coalesce(' ~ fallback_weight ~ ', 0), 0)') }}
                            as given_fallback,
                            case
                                when {{ whole }} = {{ round_to_minor_unit(whole, minor_unit) }}
                                    then {{ minor_unit_factor(minor_unit) }}
                                else 10000
                            end as units_per_currency_unit
                        from {{ relation }} as lines
                    ) as units
                ) as measured
            ) as weighed
        ) as shared
    ) as placed
{%- endmacro %}
