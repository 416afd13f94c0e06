{% test unique_grain(model, columns) %}
{#- Fails with the keys that stand more than once, and how often. A missing part counts as a value of its own:
    a commission without a content number is still one. What must be there says not_null in its contract. -#}
select
    {{ columns | join(',\n    ') }},
    count(*) as row_count
from {{ model }}
group by {{ columns | join(', ') }}
having count(*) > 1
{% endtest %}
