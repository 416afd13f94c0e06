-- 25 late of 200 is 12.5 %, 88 of 100 is 88 %: the worked examples of the platform's pages.
with cases as (
    select t.*
    from (
        values
        (25, 200, 0.125000),
        (88, 100, 0.880000),
        (1, 3, 0.333333),
        (2, 3, 0.666667),
        (1, 2000000, 0.000001),
        (0, 7, 0.000000),
        (7, 7, 1.000000),
        (0, 0, null),
        (3, null, null)
    ) as t (part, whole, expected)
)

select *
from cases
where
    {{ rate('part', 'whole') }} is distinct from cast(expected as decimal(9, 6))
