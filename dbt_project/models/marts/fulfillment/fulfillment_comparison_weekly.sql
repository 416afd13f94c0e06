with orders as (
    select *
    from {{ ref('int_fulfillment__orders_compared') }}
),

final as (
    select
        shop_id,
        order_week,
        fulfillment_way,
        cast(count(*) as integer) as order_count,
        cast(sum(unit_count) as integer) as unit_count,
        {{ packages_where("delivery_state = 'on_time'") }} as on_time_count,
        {{ packages_where("delivery_state in ('late', 'overdue')") }} as late_count,
        {{ packages_where("dispatch_state = 'on_time'") }} as dispatch_on_time_count,
        {{ packages_where("dispatch_state in ('late', 'overdue')") }} as dispatch_late_count,
        {{ packages_where('is_delivered') }} as delivered_count,
        {{ packages_where('is_returned') }} as returned_order_count,
        {{ money('sum(net_sales)') }} as net_sales,
        {{ money('sum(fulfilment_cost)') }} as fulfilment_cost,
        {{ money('sum(return_cost)') }} as return_cost,
        {{ money('sum(cm2)') }} as cm2,
        {{ money('sum(cm3)') }} as cm3,
        {{ rate(
            "count(case when delivery_state = 'on_time' then 1 end)",
            "count(case when delivery_state in ('on_time', 'late', 'overdue') then 1 end)"
        ) }} as on_time_delivery_rate,
        {{ rate(
            "count(case when dispatch_state in ('late', 'overdue') then 1 end)",
            "count(case when dispatch_state in ('on_time', 'late', 'overdue') then 1 end)"
        ) }} as late_dispatch_rate,
        {{ rate('count(case when is_returned then 1 end)', 'count(is_returned)') }} as return_rate,
        {{ money_per('sum(fulfilment_cost)', 'count(fulfilment_cost)') }} as fulfilment_cost_per_order,
        {{ money_per('sum(cm2)', 'count(cm2)') }} as cm2_per_order,
        {{ money_per('sum(cm3)', 'count(cm3)') }} as cm3_per_order,
        {{ money_ratio('sum(cm3)', 'sum(case when cm3 is not null then net_sales end)') }}
            as cm3_share_of_net_sales
    from orders
    group by shop_id, order_week, fulfillment_way
)

select * from final
