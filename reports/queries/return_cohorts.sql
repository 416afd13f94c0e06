-- All shops; only ages to which the whole week was followed. The first age is the first seven days: within a week.
select
    order_week,
    age_weeks + 1 as age_weeks,
    (sum(returned_unit_count) / nullif(sum(seen_unit_count), 0))::decimal(9, 6) as returned_rate
from marts.return_development
where product_category = 'all'
    and order_week in (
        select week from marts.calendar_weeks where week <= ${params.week} order by week desc limit 14
    )
group by order_week, return_development.age_weeks
having bool_and(is_whole)
order by order_week, return_development.age_weeks
