with pairs as (
    select t.*
    from (values ('a', 'b', 2), ('a', null, 1), ('ab', '', 3)) as t (left_part, right_part, place)
),

found as (
    select
        count(distinct {{ hash_key(['left_part', 'right_part']) }}) as key_count,
        min(case when place = 2 then {{ hash_key(['left_part', 'right_part']) }} end) as key_of_a_b,
        {{ text_list('left_part', 'place') }} as listed
    from pairs
)

select *
from found
-- md5 of a, the unit separator, b.
where key_count <> 3 or key_of_a_b <> md5(concat('a', chr(31), 'b')) or listed <> 'a, a, ab'
