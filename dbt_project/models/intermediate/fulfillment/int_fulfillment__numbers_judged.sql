with events as (
    select
        shop_id,
        order_id,
        package_key,
        tracking_id,
        event_at,
        milestone,
        is_carrier_scan,
        carrier
    from {{ ref('int_fulfillment__package_events') }}
),

numbers as (
    select
        shop_id,
        order_id,
        package_key,
        tracking_id,
        is_used_again,
        carrier_count,
        used_from
    from {{ ref('int_fulfillment__tracking_numbers') }}
),

carriers as (
    select
        shop_id,
        order_id,
        package_key,
        tracking_id,
        lower(carrier) as carrier,
        min(event_at) as first_at,
        max(event_at) as last_at
    from events
    where carrier is not null and milestone not in ('not_ours', 'none')
    group by shop_id, order_id, package_key, tracking_id, lower(carrier)
),

-- One carrier hands over to the next: no clash. Two that have a parcel at once have one number for two.
in_turn as (
    select
        shop_id,
        order_id,
        package_key,
        tracking_id,
        first_at,
        max(last_at) over (
            partition by shop_id, order_id, package_key, tracking_id
            order by first_at, carrier
            rows between unbounded preceding and 1 preceding
        ) as others_until
    from carriers
),

clashes as (
    select
        shop_id,
        order_id,
        package_key,
        tracking_id,
        min(first_at) as clash_at
    from in_turn
    where first_at < others_until
    group by shop_id, order_id, package_key, tracking_id
),

scanned as (
    select
        shop_id,
        order_id,
        package_key,
        tracking_id,
        min(case when is_carrier_scan then event_at end) as first_scan_at
    from events
    group by shop_id, order_id, package_key, tracking_id
)

select
    numbers.shop_id,
    numbers.order_id,
    numbers.package_key,
    cast(count(*) as integer) as number_count,
    cast(count(scanned.first_scan_at) as integer) as scanned_number_count,
    -- Where both labels were scanned, the parcel was sent again when the later one was.
    max(scanned.first_scan_at) as last_first_scan_at,
    max(case when numbers.is_used_again then 1 else 0 end) = 1 as is_used_again,
    min(case
        when numbers.carrier_count > 1 then coalesce(clashes.clash_at, numbers.used_from)
        else clashes.clash_at
    end) as carriers_clash_at,
    min(numbers.used_from) as used_from
from numbers
left join clashes
    on
        numbers.shop_id = clashes.shop_id
        and numbers.order_id = clashes.order_id
        and numbers.package_key = clashes.package_key
        and numbers.tracking_id = clashes.tracking_id
left join scanned
    on
        numbers.shop_id = scanned.shop_id
        and numbers.order_id = scanned.order_id
        and numbers.package_key = scanned.package_key
        and numbers.tracking_id = scanned.tracking_id
group by numbers.shop_id, numbers.order_id, numbers.package_key
