{% test unique_grain(model, columns) %}
{#- Fails with the keys that stand more than once, and how often. A missing part counts as a value of its own: a commission
    without a content number, say, is still one. Columns that must be there say not_null in their contract. -#}
select
    {{ columns | join(',\n    ') }},
    count(*) as row_count
from {{ model }}
group by {{ columns | join(', ') }}
having count(*) > 1
{% endtest %}
