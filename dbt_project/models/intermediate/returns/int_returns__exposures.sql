-- What each moment knew of each cohort, by age since delivery and by the age at which it came back; each
-- category and `all` of them.
with moments as (
    select *
    from {{ ref('int_returns__moments') }}
),

cells as (
    select *
    from {{ ref('int_returns__development_cells') }}
),

-- An order of the moment's week was known at its end; one that was called off later was not called off then.
known as (
    select
        moments.moment_on,
        moments.moment_week,
        moments.is_now,
        cells.*,
        {{ began_on('cells.delivered_on', 'cells.lapses_on', 'moments.moment_on') }} as began_on,
        coalesce(cells.returned_on <= moments.moment_on, false) as has_returned
    from moments
    inner join cells on moments.shop_id = cells.shop_id
    where
        cells.week_start_on <= moments.moment_on
        and (cells.cancelled_on is null or cells.cancelled_on > moments.moment_on)
),

aged as (
    select
        *,
        {{ age_days('began_on', 'moment_on') }} as age_days,
        case when has_returned then {{ age_days('began_on', 'returned_on') }} end as return_age_days,
        week_start_on > {{ add_days('moment_on', '-' ~ experience_days()) }} as is_experience
    from known
),

told_as as (
    select 'category' as told_as
    union all
    select 'all' as told_as
),

told as (
    select
        aged.*,
        case when told_as.told_as = 'all' then 'all' else aged.product_category end as told_category
    from aged
    cross join told_as
)

select
    shop_id,
    moment_on,
    moment_week,
    is_now,
    told_category as product_category,
    order_week,
    week_start_on,
    is_experience,
    age_days,
    return_age_days,
    cast(sum(unit_count) as integer) as unit_count,
    cast(sum(case when cancelled_on is not null then unit_count else 0 end) as integer)
        as cancelled_later_unit_count,
    {{ money('sum(line_value)') }} as line_value,
    cast(sum(case when has_returned then returned_unit_count else 0 end) as integer) as returned_unit_count,
    cast(sum(case when has_returned then returned_before_delivery_unit_count else 0 end) as integer)
        as returned_before_delivery_unit_count,
    cast(sum(case when has_returned then returned_units_squared else 0 end) as integer)
        as returned_units_squared,
    {{ money('sum(case when has_returned then return_loss else 0 end)') }} as return_loss,
    {{ money('sum(case when has_returned then return_loss_absolute else 0 end)') }} as return_loss_absolute,
    cast(sum(case when has_returned then return_loss_squared else 0 end) as decimal(38, 8))
        as return_loss_squared,
    {{ money('sum(case when has_returned then refunds else 0 end)') }} as refunds,
    {{ money('sum(case when has_returned then goods_back else 0 end)') }} as goods_back
from told
group by
    shop_id, moment_on, moment_week, is_now, told_category, order_week, week_start_on, is_experience,
    age_days, return_age_days
