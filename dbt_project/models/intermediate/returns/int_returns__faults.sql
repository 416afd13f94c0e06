-- Whose fault each return is: what the reason says, unless evidence of the parcel, the warehouse or the
-- order says more. Of the rules whose evidence is there the first by precedence decides.
with returns as (
    select
        exported.shop_id,
        exported.return_id,
        exported.sku_id,
        exported.order_id,
        coalesce(nullif(trim(exported.return_reason), ''), 'not stated') as reason
    from {{ ref('stg_returns__returns') }} as exported
),

reasons as (
    select
        reason,
        fault,
        reason_group
    from {{ ref('int_returns__reasons_named') }}
),

lines as (
    select
        shop_id,
        order_id,
        sku_id,
        coalesce(package_id, tracking_id, 'unpacked') as package_key,
        fulfillment_type = 'fbt' as is_platform_fulfilled,
        count(variation) over (partition by shop_id, order_id, product_name) > 1 as has_sibling
    from {{ ref('int_orders__lines') }}
),

journeys as (
    select
        shop_id,
        order_id,
        package_key,
        damaged_at,
        lost_at,
        delivered_at
    from {{ ref('int_fulfillment__journeys') }}
),

promises as (
    select
        shop_id,
        order_id,
        sku_id,
        dispatch_state in ('late', 'overdue') as is_dispatched_late,
        delivery_state in ('late', 'overdue') as is_delivered_late,
        delivery_state = 'on_time' as is_delivered_in_time
    from {{ ref('int_lateness__line_evidence') }}
),

receipts as (
    select
        shop_id,
        return_id,
        sku_id,
        grade = 'A' as is_resaleable
    from {{ ref('int_returns__receipts') }}
),

seen as (
    select
        returns.*,
        reasons.fault as reason_fault,
        reasons.reason_group,
        journeys.damaged_at is not null as damage_scanned,
        journeys.lost_at is not null as loss_scanned,
        journeys.delivered_at is not null as delivery_scanned,
        coalesce(lines.is_platform_fulfilled, false) as platform_fulfilled,
        coalesce(promises.is_dispatched_late and lines.is_platform_fulfilled, false)
            as platform_dispatched_late,
        coalesce(promises.is_dispatched_late and not lines.is_platform_fulfilled, false)
            as seller_dispatched_late,
        coalesce(promises.is_delivered_late, false) as delivered_late,
        coalesce(promises.is_delivered_in_time, false) as delivered_in_time,
        coalesce(receipts.is_resaleable, false) as resaleable,
        coalesce(lines.has_sibling, false) as several_sizes_ordered
    from returns
    left join reasons on returns.reason = reasons.reason
    left join lines
        on
            returns.shop_id = lines.shop_id
            and returns.order_id = lines.order_id
            and returns.sku_id = lines.sku_id
    left join journeys
        on
            lines.shop_id = journeys.shop_id
            and lines.order_id = journeys.order_id
            and lines.package_key = journeys.package_key
    left join promises
        on
            returns.shop_id = promises.shop_id
            and returns.order_id = promises.order_id
            and returns.sku_id = promises.sku_id
    left join receipts
        on
            returns.shop_id = receipts.shop_id
            and returns.return_id = receipts.return_id
            and returns.sku_id = receipts.sku_id
),

judged as (
    select
        seen.shop_id,
        seen.return_id,
        seen.sku_id,
        rules.fault,
        rules.evidence
    from seen
    inner join {{ ref('return_fault_rules') }} as rules on seen.reason_group = rules.reason_group
    where
        false
        {%- for evidence in [
            'damage_scanned', 'loss_scanned', 'delivery_scanned', 'platform_fulfilled',
            'platform_dispatched_late', 'seller_dispatched_late', 'delivered_late', 'delivered_in_time',
            'resaleable', 'several_sizes_ordered',
        ] %}
        or (rules.evidence = '{{ evidence }}' and seen.{{ evidence }})
        {%- endfor %}
    qualify row_number() over (
        partition by seen.shop_id, seen.return_id, seen.sku_id order by rules.precedence
    ) = 1
)

select
    seen.shop_id,
    seen.return_id,
    seen.sku_id,
    seen.reason,
    seen.reason_group,
    coalesce(seen.reason_fault, 'unknown') as reason_fault,
    coalesce(judged.fault, seen.reason_fault, 'unknown') as fault,
    coalesce(judged.evidence, 'reason') as fault_basis
from seen
left join judged
    on
        seen.shop_id = judged.shop_id
        and seen.return_id = judged.return_id
        and seen.sku_id = judged.sku_id
