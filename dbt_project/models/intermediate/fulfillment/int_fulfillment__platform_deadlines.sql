-- Deadlines that the platform itself states, where an export carries them. Without a rule that says what must
-- have happened, the later promise is taken: handed over, not merely ready.
{%- set promises = [
    ('ready', 'ready', 'ready_sla_at', 'true'),
    ('dispatch', 'ready_or_shipped', 'ready_sla_at', 'collection_sla_at is null'),
    ('dispatch', 'shipped', 'collection_sla_at', 'false'),
    ('dispatch', 'carrier_scan', 'collection_sla_at', 'true'),
    ('delivery', 'delivered', 'delivery_sla_at', 'true'),
    ('auto_cancel', 'ready_or_shipped', 'cancel_sla_at', 'true'),
    ('fast_dispatch', 'carrier_scan', 'fast_dispatch_sla_at', 'true'),
] %}
with orders as (
    select
        shop_id,
        order_id,
        min(created_at) as ordered_at,
        min(ready_sla_at) as ready_sla_at,
        min(collection_sla_at) as collection_sla_at,
        min(delivery_sla_at) as delivery_sla_at,
        min(cancel_sla_at) as cancel_sla_at,
        min(fast_dispatch_sla_at) as fast_dispatch_sla_at
    from {{ ref('stg_orders__order_lines') }}
    where
        coalesce(ready_sla_at, collection_sla_at, delivery_sla_at, cancel_sla_at, fast_dispatch_sla_at)
        is not null
    group by shop_id, order_id
),

promised as (
    {% for step, event, column, is_default in promises -%}
    select
        shop_id,
        order_id,
        '{{ step }}' as step,
        '{{ event }}' as event,
        {{ is_default }} as is_default,
        ordered_at,
        {{ column }} as platform_due_at
    from orders
    {% if not loop.last %}union all
    {% endif -%}
    {% endfor %}
)

select
    shop_id,
    order_id,
    step,
    event,
    is_default,
    platform_due_at
from promised
-- The API writes 0 for a promise that is not made: 1970 is no deadline.
where platform_due_at >= ordered_at
