{#- Rounds exact fractions so that they still sum to their whole, to the minor unit of its currency.

    Unlike `split_by_largest_remainder`, which shares a whole out by weights, the parts are given here, with their
    signs: each is rounded down (towards minus infinity), and the units left over go, one each, to the largest
    remainders; ties go to the first in `order_by`. A whole that is finer than the minor unit is reckoned in
    ten-thousandths, so that nothing is lost.

    relation      a relation with one row per (group, part); the whole repeats on each of its parts
    numerator     a whole number: the part in ten-thousandths, times the denominator
    denominator   a positive whole number, the same for all parts of a group
    whole         what the parts sum to, exactly or rounded half away from zero, DECIMAL(20, 4)
    part          name of the resulting column, DECIMAL(20, 4)

    All arithmetic is on whole numbers, so both engines find the same remainders and the same ties. -#}
{% macro fractions_rounded_to_their_sum(
    relation, columns, numerator, denominator, whole, minor_unit, group_by, order_by, part
) -%}
    {%- set by_whole = 'partition by ' ~ group_by | join(', ') -%}
    select
        {{ columns | join(', ') }},
        cast(
            cast(
                (units_rounded_down + case when place <= units_left then 1 else 0 end)
                * ten_thousandths_per_unit as decimal(20, 0)
            ) * cast(0.0001 as decimal(5, 4)) as decimal(20, 4)
        ) as {{ part }}
    from (
        select
            floored.*,
            units_of_whole - sum(units_rounded_down) over ({{ by_whole }}) as units_left,
            row_number() over (
                {{ by_whole }} order by remainder desc, {{ order_by | join(', ') }}
            ) as place
        from (
            select
                divided.*,
                {{ whole_quotient('given_numerator - remainder', 'units_denominator') }} as units_rounded_down
            from (
                select
                    sized.*,
                    -- The sign of % is the numerator's on both engines; added once more it is never negative.
                    ((given_numerator % units_denominator) + units_denominator) % units_denominator
                    as remainder,
                    {{ whole_quotient('whole_in_ten_thousandths', 'ten_thousandths_per_unit') }}
                    as units_of_whole
                from (
                    select
                        units.*,
                        {{ whole_number(numerator) }} as given_numerator,
                        {{ whole_number(denominator) }} * ten_thousandths_per_unit as units_denominator,
                        {{ ten_thousandths(whole) }} as whole_in_ten_thousandths
                    from (
                        select
                            parts.*,
                            cast(case
                                when {{ whole }} <> {{ round_to_minor_unit(whole, minor_unit) }} then 1
                                when {{ minor_unit }} = 0 then 10000
                                when {{ minor_unit }} = 2 then 100
                                when {{ minor_unit }} = 3 then 10
                                else 1
                            end as integer) as ten_thousandths_per_unit
                        from {{ relation }} as parts
                    ) as units
                ) as sized
            ) as divided
        ) as floored
    ) as placed
{%- endmacro %}
