-- The promises to an order side by side. An order not ready yet is cancelled by the first of two dates, one
-- that is ready and not collected by the second.
with judged as (
    select
        steps.shop_id,
        steps.order_id,
        steps.step,
        steps.due_at,
        steps.due_on,
        steps.due_week,
        steps.event_at,
        steps.state,
        steps.reason,
        steps.rule_version,
        deadlines.order_type,
        deadlines.due_local,
        deadlines.due_from,
        deadlines.platform_due_at
    from {{ ref('int_fulfillment__steps') }} as steps
    inner join {{ ref('int_fulfillment__deadlines') }} as deadlines
        on
            steps.shop_id = deadlines.shop_id
            and steps.order_id = deadlines.order_id
            and steps.step = deadlines.step
),

side_by_side as (
    select
        shop_id,
        order_id,
        min(order_type) as order_type,
        {{ of_step('ready', ['due_at', 'due_local', 'event_at']) }},
        {{ of_step('auto_cancel', ['due_at', 'due_local', 'event_at']) }},
        {{ of_step('auto_cancel_collection', ['due_at', 'due_local', 'event_at']) }},
        {{ of_step('dispatch', ['due_at', 'due_local', 'event_at', 'due_on', 'due_week', 'due_from']) }},
        {{ of_step('dispatch', ['state', 'reason', 'rule_version', 'platform_due_at']) }},
        {{ of_step('delivery', ['due_at', 'due_local', 'event_at', 'due_on', 'due_week', 'due_from']) }},
        {{ of_step('delivery', ['state', 'reason', 'rule_version', 'platform_due_at']) }}
    from judged
    group by shop_id, order_id
)

select
    *,
    case
        when auto_cancel_event_at is not null and auto_cancel_collection_due_at is not null
            then auto_cancel_collection_due_at
        else auto_cancel_due_at
    end as cancelled_from_at,
    case
        when auto_cancel_event_at is not null and auto_cancel_collection_due_at is not null
            then auto_cancel_collection_due_local
        else auto_cancel_due_local
    end as cancelled_from_local
from side_by_side
