with waiting as (
    select *
    from {{ ref('int_forecast__orders_waiting') }}
),

late_orders as (
    select
        shop_id,
        cost_of_a_late_order,
        cancelled_share
    from {{ ref('int_forecast__late_order_costs') }}
),

reporting as (
    select reporting_minor_unit
    from {{ ref('int_margin__reporting') }}
),

costed as (
    select
        waiting.*,
        late_orders.cost_of_a_late_order,
        late_orders.cancelled_share,
        -- A cancelled order loses what it would have left, as often as late ones were cancelled.
        {{ round_to_minor_unit(
            'late_orders.cost_of_a_late_order'
            ~ ' + cast(late_orders.cancelled_share * greatest(waiting.margin, 0) as decimal(20, 4))',
            'reporting.reporting_minor_unit'
        ) }} as cost_if_late,
        reporting.reporting_minor_unit
    from waiting
    left join late_orders on waiting.shop_id = late_orders.shop_id
    cross join reporting
),

expected as (
    select
        *,
        {{ round_to_minor_unit(
            'cast(miss_chance * cast(cost_if_late as decimal(18, 4)) as decimal(20, 4))',
            'reporting_minor_unit'
        ) }} as expected_cost
    from costed
)

select
    cast(row_number() over (
        order by
            expected_cost desc nulls last, miss_chance desc nulls last,
            due_at asc, sales_value desc nulls last, shop_id asc, order_id asc
    ) as integer) as place,
    shop_id,
    order_id,
    step,
    reason,
    case reason
        when 'dispatch_overdue' then 'hand_over_now'
        when 'not_packed' then 'pack_and_hand_over'
        when 'not_scanned' then 'get_it_scanned'
        when 'delivery_overdue' then 'ask_the_carrier_and_tell_the_buyer'
        when 'not_with_the_carrier' then 'hand_over_now'
        when 'on_the_way' then 'ask_the_carrier'
    end as action,
    due_at,
    {{ to_local('due_at', 'timezone') }} as due_at_local,
    due_week,
    cast(hours_left as integer) as worked_hours_left,
    cast(waited_hours as integer) as worked_hours_waited,
    warehouse,
    carrier,
    miss_chance,
    delivery_miss_chance,
    coalesce(level, case situation when 'overdue' then 'decided' else 'unknown' end) as pace_of,
    {{ money('cost_if_late') }} as cost_if_late,
    {{ money('expected_cost') }} as expected_cost,
    {{ money('sales_value') }} as sales_value,
    {{ money('margin') }} as margin_at_risk
from expected
