-- The size that a variation's text names, among its first four words parted by comma, colon, slash or
-- semicolon: Black, M; Size: EU 38; 36-37. Null where it names none.
with variations as (
    select distinct
        variation,
        replace(replace(replace(lower(variation), ':', ','), ';', ','), '/', ',') as listed
    from {{ ref('int_orders__lines') }}
    where nullif(trim(variation), '') is not null
),

words as (
    {% for place in [1, 2, 3, 4] -%}
    select
        variation,
        {{ place }} as place,
        nullif(replace(trim(split_part(listed, ',', {{ place }})), ' ', ''), '') as word
    from variations
    {% if not loop.last %}union all
    {% endif %}
    {%- endfor %}
),

named as (
    select
        words.variation,
        words.place,
        coalesce(
            names.size, case when {{ is_numbered_size('words.word') }} then upper(words.word) end
        ) as size
    from words
    left join {{ ref('size_names') }} as names on words.word = names.size_text
)

select
    variation,
    size
from named
where size is not null
qualify row_number() over (partition by variation order by place) = 1
