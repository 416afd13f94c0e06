-- The first age is the first seven days: what came within a week.
select
    shop_id,
    age_weeks + 1 as age_weeks,
    returned_rate
from marts.return_development
where order_week = 'all' and product_category = 'all' and returned_rate is not null
order by shop_id, return_development.age_weeks
