-- What would have been said 1, 2, 4 and 8 weeks after an order's week, from what was known by then, against
-- what has come since.
with weekly as (
    select *
    from {{ ref('int_returns__weekly') }}
),

now as (
    select *
    from weekly
    where is_now
),

said as (
    select *
    from weekly
    where not is_now and weeks_after in (1, 2, 4, 8) and units_to_come is not null and unit_count > 0
),

compared as (
    select
        said.*,
        now.unit_count as now_unit_count,
        now.returned_unit_count as came_unit_count,
        now.return_loss as came_loss,
        now.development_share as came_development_share,
        now.development_share >= {{ share_that_has_come() }} as has_come,
        said.returned_unit_count + said.units_to_come as expected_unit_count,
        said.returned_unit_count + said.units_to_come_low as low_unit_count,
        said.returned_unit_count + said.units_to_come_high as high_unit_count
    from said
    inner join now
        on
            said.shop_id = now.shop_id
            and said.product_category = now.product_category
            and said.order_week = now.order_week
)

select
    shop_id,
    order_week,
    product_category,
    weeks_after,
    moment_on as said_on,
    unit_count,
    cancelled_later_unit_count,
    returned_unit_count as returned_by_then_unit_count,
    development_share,
    cast(expected_unit_count as decimal(18, 6)) as expected_unit_count,
    {{ share_of('expected_unit_count', 'unit_count') }} as expected_rate,
    {{ share_of('low_unit_count', 'unit_count') }} as expected_rate_low,
    {{ share_of('high_unit_count', 'unit_count') }} as expected_rate_high,
    came_unit_count,
    {{ share_of('came_unit_count', 'unit_count') }} as came_rate,
    came_development_share,
    has_come,
    case when has_come then {{ share_of('expected_unit_count - came_unit_count', 'unit_count') }} end
        as error,
    case
        when has_come
            then coalesce(came_unit_count between low_unit_count and high_unit_count, false)
    end as is_within,
    {{ money('return_loss + loss_to_come') }} as expected_loss,
    {{ money('return_loss + loss_to_come_low') }} as expected_loss_low,
    {{ money('return_loss + loss_to_come_high') }} as expected_loss_high,
    {{ money('came_loss') }} as came_loss,
    case when has_come then {{ money('return_loss + loss_to_come - came_loss') }} end as loss_error,
    case
        when has_come
            then coalesce(
                came_loss between return_loss + loss_to_come_low and return_loss + loss_to_come_high, false
            )
    end as is_loss_within,
    {{ returns_method() }} as method
from compared
