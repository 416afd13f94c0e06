with packages as (
    select *
    from {{ ref('int_fulfillment__packages_scored') }}
),

claims as (
    select
        shop_id,
        order_id,
        package_key,
        claimable
    from {{ ref('claims') }}
),

percentiles as (
    select *
    from {{ ref('leg_percentiles_weekly') }}
    where scope = 'lane_carrier' and leg = 'scan_to_delivered'
),

counted as (
    select
        packages.shop_id,
        packages.week,
        packages.fulfillment_type,
        packages.warehouse,
        packages.country_code,
        packages.carrier,
        cast(count(*) as integer) as package_count,
        {{ packages_where('is_tracked') }} as tracked_count,
        {{ packages_where('is_delivered') }} as delivered_count,
        {{ packages_where("delivery_state = 'on_time'") }} as on_time_count,
        {{ packages_where("delivery_state = 'late'") }} as late_count,
        {{ packages_where("delivery_state = 'overdue'") }} as overdue_count,
        {{ packages_where("delivery_state = 'open'") }} as open_count,
        {{ packages_where("delivery_state in ('exempt', 'cancelled', 'unknown', 'no_rule')") }}
            as unjudged_count,
        {{ packages_where("dispatch_state in ('late', 'overdue')") }} as late_dispatch_count,
        {{ packages_where("dispatch_state in ('on_time', 'late', 'overdue')") }} as dispatch_due_count,
        {{ packages_where('is_lost') }} as lost_count,
        {{ packages_where('is_damaged') }} as damaged_count,
        {{ packages_where('is_sent_back') }} as sent_back_count,
        {{ packages_where('has_exception') }} as exception_count,
        cast(count(claims.package_key) as integer) as claim_count,
        {{ money('coalesce(sum(claims.claimable), 0)') }} as claimable,
        {{ money('sum(packages.parcel_cost)') }} as parcel_cost,
        cast(count(packages.parcel_cost) as integer) as costed_package_count
    from packages
    left join claims
        on
            packages.shop_id = claims.shop_id
            and packages.order_id = claims.order_id
            and packages.package_key = claims.package_key
    group by
        packages.shop_id, packages.week, packages.fulfillment_type, packages.warehouse,
        packages.country_code, packages.carrier
),

final as (
    select
        counted.*,
        {{ rate(
            'counted.on_time_count',
            'counted.on_time_count + counted.late_count + counted.overdue_count'
        ) }} as on_time_delivery_rate,
        {{ rate('counted.late_dispatch_count', 'counted.dispatch_due_count') }} as late_dispatch_rate,
        percentiles.naive_p50_hours as scan_to_delivered_naive_p50_hours,
        percentiles.naive_p90_hours as scan_to_delivered_naive_p90_hours,
        percentiles.km_p50_hours as scan_to_delivered_km_p50_hours,
        percentiles.km_p90_hours as scan_to_delivered_km_p90_hours,
        {{ money_per('counted.parcel_cost', 'counted.costed_package_count') }} as cost_per_parcel
    from counted
    left join percentiles
        on
            counted.shop_id = percentiles.shop_id
            and counted.week = percentiles.week
            and counted.fulfillment_type = percentiles.fulfillment_type
            and counted.warehouse = percentiles.warehouse
            and counted.country_code = percentiles.country_code
            and counted.carrier = percentiles.carrier
)

select * from final
