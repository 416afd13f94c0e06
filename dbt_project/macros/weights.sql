{% macro chargeable_grams(weight_kg, volume_cm3, cm3_per_kg) -%}
    {#- What a carrier weighs a line as, in whole grams: the larger of the actual weight and of volume ÷ divisor.
        Null where neither is known. Whole numbers inside, so that both engines round alike. -#}
    case
        when {{ weight_kg }} is null and {{ volume_cm3 }} is null then null
        else greatest(
            {{ divided_half_away(ten_thousandths('coalesce(' ~ weight_kg ~ ', 0)'), 10) }},
            {{ divided_half_away(
                ten_thousandths('coalesce(' ~ volume_cm3 ~ ', 0)'), '10 * ' ~ cm3_per_kg
            ) }}
        )
    end
{%- endmacro %}
