with shops as (
    select shop_id
    from {{ ref('stg_configuration__shops') }}
),

weeks as (
    select week
    from {{ ref('int_calendar__weeks') }}
),

counts as (
    select
        shop_id,
        week,
        cast(sum(late_count + overdue_count) as integer) as late_count,
        cast(sum(due_count) as integer) as due_count,
        cast(sum(due_count + exempt_count) as integer) as due_and_exempt_count,
        cast(sum(delivery_on_time_count) as integer) as delivered_on_time_count,
        cast(sum(delivery_due_count) as integer) as delivery_due_count,
        cast(sum(tracked_package_count) as integer) as tracked_package_count,
        cast(sum(shipped_package_count) as integer) as shipped_package_count,
        cast(sum(seller_fault_cancelled_count) as integer) as seller_fault_cancelled_count,
        cast(sum(confirmed_order_count) as integer) as confirmed_order_count
    from {{ ref('int_fulfillment__counts_pivoted') }}
    group by shop_id, week
),

-- Every week of every shop, also those in which there was nothing to count.
counted as (
    select
        shops.shop_id,
        weeks.week,
        coalesce(counts.late_count, 0) as late_count,
        coalesce(counts.due_count, 0) as due_count,
        coalesce(counts.due_and_exempt_count, 0) as due_and_exempt_count,
        coalesce(counts.delivered_on_time_count, 0) as delivered_on_time_count,
        coalesce(counts.delivery_due_count, 0) as delivery_due_count,
        coalesce(counts.tracked_package_count, 0) as tracked_package_count,
        coalesce(counts.shipped_package_count, 0) as shipped_package_count,
        coalesce(counts.seller_fault_cancelled_count, 0) as seller_fault_cancelled_count,
        coalesce(counts.confirmed_order_count, 0) as confirmed_order_count
    from shops
    cross join weeks
    left join counts
        on
            shops.shop_id = counts.shop_id
            and weeks.week = counts.week
)

-- The platform's page on late dispatch counts FBT orders in the whole but never as late; both readings are
-- kept.
select
    shop_id,
    week,
    'late_dispatch_rate' as metric,
    late_count as numerator,
    due_count as denominator
from counted
union all
select
    shop_id,
    week,
    'late_dispatch_rate_including_fbt' as metric,
    late_count as numerator,
    due_and_exempt_count as denominator
from counted
union all
select
    shop_id,
    week,
    'on_time_delivery_rate' as metric,
    delivered_on_time_count as numerator,
    delivery_due_count as denominator
from counted
union all
select
    shop_id,
    week,
    'valid_tracking_rate' as metric,
    tracked_package_count as numerator,
    shipped_package_count as denominator
from counted
union all
select
    shop_id,
    week,
    'seller_fault_cancellation_rate' as metric,
    seller_fault_cancelled_count as numerator,
    confirmed_order_count as denominator
from counted
