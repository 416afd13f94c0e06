-- All shops; only ages to which the whole week was followed.
select
    order_week,
    age_weeks,
    (sum(returned_unit_count) / nullif(sum(seen_unit_count), 0))::decimal(9, 6) as returned_rate
from marts.return_development
where product_category = 'all'
    and order_week in (
        select week from marts.calendar_weeks where week <= ${params.week} order by week desc limit 14
    )
group by order_week, age_weeks
having bool_and(is_whole)
order by order_week, age_weeks
