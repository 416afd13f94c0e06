-- A week in which the rule changed was judged by both: its row names them all.
with judged as (
    select distinct
        steps.shop_id,
        steps.due_week as week,
        orders.fulfillment_type,
        coalesce(orders.warehouse, 'unknown') as warehouse,
        coalesce(orders.carrier, 'unknown') as carrier,
        steps.rule_version
    from {{ ref('int_fulfillment__steps') }} as steps
    inner join {{ ref('int_orders__orders') }} as orders
        on
            steps.shop_id = orders.shop_id
            and steps.order_id = orders.order_id
    where steps.step = 'dispatch' and steps.due_week is not null
)

select
    shop_id,
    week,
    fulfillment_type,
    warehouse,
    carrier,
    {{ text_list('rule_version', 'rule_version') }} as rule_version
from judged
group by shop_id, week, fulfillment_type, warehouse, carrier
