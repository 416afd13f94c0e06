with journeys as (
    select *
    from {{ ref('int_fulfillment__journeys') }}
    where sent_at is not null and not is_cancelled
),

days as (
    select *
    from {{ ref('int_calendar__week_days') }}
),

-- The promise is the order's: a package is as late as the order it belongs to.
steps as (
    select
        shop_id,
        order_id,
        max(case when step = 'dispatch' then state end) as dispatch_state,
        max(case when step = 'delivery' then state end) as delivery_state
    from {{ ref('int_fulfillment__steps') }}
    group by shop_id, order_id
),

lines as (
    select
        shop_id,
        order_id,
        sku_id,
        coalesce(package_id, tracking_id, 'unpacked') as package_key
    from {{ ref('int_orders__lines') }}
),

margins as (
    select
        shop_id,
        order_id,
        sku_id,
        first_leg_freight + duty + import_vat + customs_clearance + last_mile + handling as parcel_cost
    from {{ ref('int_margin__line_margins') }}
),

costs as (
    select
        lines.shop_id,
        lines.order_id,
        lines.package_key,
        {{ money('sum(margins.parcel_cost)') }} as parcel_cost
    from lines
    inner join margins
        on
            lines.shop_id = margins.shop_id
            and lines.order_id = margins.order_id
            and lines.sku_id = margins.sku_id
    group by lines.shop_id, lines.order_id, lines.package_key
)

select
    journeys.shop_id,
    journeys.order_id,
    journeys.package_key,
    days.week,
    journeys.fulfillment_type,
    journeys.warehouse,
    journeys.country_code,
    journeys.carrier,
    steps.dispatch_state,
    steps.delivery_state,
    journeys.scan_at is not null as is_tracked,
    journeys.delivered_at is not null as is_delivered,
    -- A parcel that was given up and came all the same is delivered.
    journeys.lost_at is not null and journeys.delivered_at is null as is_lost,
    journeys.damaged_at is not null as is_damaged,
    journeys.returned_at is not null and journeys.delivered_at is null as is_sent_back,
    journeys.exception_at is not null as has_exception,
    -- No parcel goes for nothing: without a charge and a rate to accrue it by the cost is unknown.
    nullif(costs.parcel_cost, 0) as parcel_cost
from journeys
inner join days
    on
        journeys.timezone = days.timezone
        and cast(journeys.sent_at as date) = days.utc_on
        and journeys.sent_at >= days.starts_at
        and journeys.sent_at < days.ends_at
left join steps
    on
        journeys.shop_id = steps.shop_id
        and journeys.order_id = steps.order_id
left join costs
    on
        journeys.shop_id = costs.shop_id
        and journeys.order_id = costs.order_id
        and journeys.package_key = costs.package_key
