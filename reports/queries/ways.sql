select
    shop_id,
    fulfillment_way,
    order_count,
    on_time_delivery_rate,
    late_dispatch_rate,
    fulfilment_cost_per_order,
    return_rate,
    cm3,
    cm3_per_order,
    cm3_share_of_net_sales
from marts.fulfillment_comparison_weekly
where order_week = ${params.week}
order by shop_id, order_count desc, fulfillment_way
