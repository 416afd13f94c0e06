{% macro lateness_columns(kind, certainties, amounts) -%}
    {#- For each certainty of a kind of cost: its orders, and each of its amounts. -#}
    {%- for certainty in certainties %}
    cast(count(distinct case when {{ kind }}_certainty = '{{ certainty }}' then order_id end) as integer)
        as {{ kind }}_{{ certainty }}_order_count
    {%- for amount in amounts %},
    sum(case when {{ kind }}_certainty = '{{ certainty }}' then {{ amount }} else 0 end)
        as {{ kind }}_{{ certainty }}_{{ amount }}
    {%- endfor %}
    {%- if not loop.last %},{% endif %}
    {%- endfor %}
{%- endmacro %}
