with journeys as (
    select *
    from {{ ref('int_fulfillment__journeys') }}
),

numbers as (
    select *
    from {{ ref('int_fulfillment__numbers_judged') }}
),

problems as (
    select
        problem,
        kind
    from {{ ref('tracking_problem_kinds') }}
),

-- For each problem the two moments that don't go together; where it is no matter of order, one alone.
compared as (
    select
        journeys.shop_id,
        journeys.order_id,
        journeys.package_key,
        journeys.timezone,
        journeys.carrier,
        journeys.warehouse,
        problems.problem,
        problems.kind,
        case problems.problem
            when 'delivered_before_scan' then journeys.delivered_at
            when 'delivered_before_shipped' then journeys.delivered_at
            when 'shipped_before_paid'
                then case when not journeys.is_cash_on_delivery then journeys.shipped_at end
            when 'arrived_before_departure' then journeys.arrived_at
            when 'cleared_before_arrival' then journeys.cleared_at
            when 'delivered_before_clearance' then journeys.delivered_at
            when 'moving_after_delivery' then {{ add_seconds('journeys.delivered_at', 86400) }}
            when 'two_carriers_for_a_number' then numbers.carriers_clash_at
            when 'number_used_again' then case when numbers.is_used_again then numbers.used_from end
            when 'events_of_another_parcel' then journeys.foreign_event_at
            when 'number_changed' then case when numbers.number_count > 1 then numbers.used_from end
            when 'sent_again'
                then case when numbers.scanned_number_count > 1 then numbers.last_first_scan_at end
            when 'status_not_known'
                then case when journeys.unknown_event_count > 0 then journeys.last_event_at end
        end as seen_at,
        case problems.problem
            when 'delivered_before_scan' then journeys.scan_at
            when 'delivered_before_shipped' then journeys.shipped_at
            when 'shipped_before_paid' then journeys.paid_at
            when 'arrived_before_departure' then journeys.departed_at
            when 'cleared_before_arrival' then journeys.arrived_at
            when 'delivered_before_clearance' then journeys.cleared_at
            when 'moving_after_delivery' then journeys.last_moving_at
        end as against_at
    from journeys
    left join numbers
        on
            journeys.shop_id = numbers.shop_id
            and journeys.order_id = numbers.order_id
            and journeys.package_key = numbers.package_key
    cross join problems
)

select
    shop_id,
    order_id,
    package_key,
    problem,
    kind,
    carrier,
    warehouse,
    seen_at,
    against_at,
    {{ iso_week_key(to_local_date('seen_at', 'timezone')) }} as week
from compared
where seen_at is not null and (kind <> 'impossible' or seen_at < against_at)
