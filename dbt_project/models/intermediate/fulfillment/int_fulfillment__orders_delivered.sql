-- What the platform asks of an order beside its deadlines: how long it was prepared, how fast it came, and
-- whether it came back defective.
with orders as (
    select
        shop_id,
        order_id,
        timezone,
        fulfillment_type,
        handed_over_at,
        delivered_at,
        coalesce(delivered_at < shipped_at, false) as is_impossible
    from {{ ref('int_orders__orders') }}
    where not is_cancelled
),

clocks as (
    select
        shop_id,
        order_id,
        started_at
    from {{ ref('int_fulfillment__clocks') }}
),

defects as (
    select distinct
        returns.shop_id,
        returns.order_id
    from {{ ref('stg_returns__returns') }} as returns
    inner join {{ ref('defective_return_reasons') }} as reasons
        on lower(trim(returns.return_reason)) = lower(reasons.return_reason)
),

dated as (
    select
        orders.*,
        clocks.started_at,
        case when told.has_returns then defects.order_id is not null end as is_returned_defective,
        {{ to_local_date('orders.handed_over_at', 'orders.timezone') }} as handed_over_on,
        {{ to_local_date('orders.delivered_at', 'orders.timezone') }} as delivered_on,
        {{ days_between(
            to_local_date('clocks.started_at', 'orders.timezone'),
            to_local_date('orders.delivered_at', 'orders.timezone')
        ) }} as days_to_delivery
    from orders
    inner join clocks on orders.shop_id = clocks.shop_id and orders.order_id = clocks.order_id
    left join defects on orders.shop_id = defects.shop_id and orders.order_id = defects.order_id
    left join {{ ref('int_returns__told') }} as told on orders.shop_id = told.shop_id
)

select
    shop_id,
    order_id,
    handed_over_on,
    case when fulfillment_type <> 'fbt' then {{ leg_hours('started_at', 'handed_over_at') }} end
        as handling_hours,
    case when not is_impossible then delivered_on end as delivered_on,
    delivered_at < {{ add_seconds('started_at', '48 * 3600 + 1') }} as is_within_48_hours,
    days_to_delivery between 3 and 5 as is_in_3_to_5_days,
    is_returned_defective
from dated
