with counts as (
    select *
    from {{ ref('int_fulfillment__counts_pivoted') }}
),

legs as (
    select *
    from {{ ref('int_fulfillment__legs_weekly') }}
),

rules as (
    select *
    from {{ ref('int_fulfillment__rules_weekly') }}
),

-- A week can have deliveries and no deadline, or the other way round.
lanes as (
    select
        shop_id,
        week,
        fulfillment_type,
        warehouse,
        carrier
    from counts
    union distinct
    select
        shop_id,
        week,
        fulfillment_type,
        warehouse,
        carrier
    from legs
),

final as (
    select
        lanes.shop_id,
        lanes.week,
        lanes.fulfillment_type,
        lanes.warehouse,
        lanes.carrier,
        coalesce(counts.due_count, 0) as due_count,
        coalesce(counts.on_time_count, 0) as on_time_count,
        coalesce(counts.late_count, 0) as late_count,
        coalesce(counts.open_count, 0) as open_count,
        coalesce(counts.overdue_count, 0) as overdue_count,
        coalesce(counts.exempt_count, 0) as exempt_count,
        coalesce(counts.cancelled_count, 0) as cancelled_count,
        coalesce(counts.unknown_count, 0) as unknown_count,
        coalesce(counts.delivery_due_count, 0) as delivery_due_count,
        coalesce(counts.delivery_on_time_count, 0) as delivery_on_time_count,
        coalesce(counts.delivery_late_count, 0) as delivery_late_count,
        coalesce(counts.delivery_overdue_count, 0) as delivery_overdue_count,
        coalesce(counts.delivery_open_count, 0) as delivery_open_count,
        coalesce(counts.delivery_exempt_count, 0) as delivery_exempt_count,
        coalesce(counts.delivery_cancelled_count, 0) as delivery_cancelled_count,
        coalesce(counts.shipped_package_count, 0) as shipped_package_count,
        coalesce(counts.tracked_package_count, 0) as tracked_package_count,
        coalesce(counts.unknown_package_count, 0) as unknown_package_count,
        coalesce(counts.confirmed_order_count, 0) as confirmed_order_count,
        coalesce(counts.seller_fault_cancelled_count, 0) as seller_fault_cancelled_count,
        {{ rate('counts.late_count + counts.overdue_count', 'counts.due_count') }} as late_dispatch_rate,
        {{ rate('counts.delivery_on_time_count', 'counts.delivery_due_count') }} as on_time_delivery_rate,
        {{ rate('counts.tracked_package_count', 'counts.shipped_package_count') }} as valid_tracking_rate,
        {{ rate('counts.seller_fault_cancelled_count', 'counts.confirmed_order_count') }}
            as seller_fault_cancellation_rate,
        legs.paid_to_ready_p50_hours,
        legs.paid_to_ready_p90_hours,
        legs.ready_to_scan_p50_hours,
        legs.ready_to_scan_p90_hours,
        legs.scan_to_delivered_p50_hours,
        legs.scan_to_delivered_p90_hours,
        legs.paid_to_delivered_p50_hours,
        legs.paid_to_delivered_p90_hours,
        rules.rule_version
    from lanes
    left join counts
        on
            lanes.shop_id = counts.shop_id
            and lanes.week = counts.week
            and lanes.fulfillment_type = counts.fulfillment_type
            and lanes.warehouse = counts.warehouse
            and lanes.carrier = counts.carrier
    left join legs
        on
            lanes.shop_id = legs.shop_id
            and lanes.week = legs.week
            and lanes.fulfillment_type = legs.fulfillment_type
            and lanes.warehouse = legs.warehouse
            and lanes.carrier = legs.carrier
    left join rules
        on
            lanes.shop_id = rules.shop_id
            and lanes.week = rules.week
            and lanes.fulfillment_type = rules.fulfillment_type
            and lanes.warehouse = rules.warehouse
            and lanes.carrier = rules.carrier
)

select * from final
