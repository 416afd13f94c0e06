-- The legs begun in a week, as far as they are known today.
with legs as (
    select
        shop_id,
        {{ iso_week_key('started_week_on') }} as week,
        leg,
        fulfillment_type,
        warehouse,
        country_code,
        carrier,
        service_level,
        state,
        seen_hours
    from {{ ref('int_fulfillment__legs') }}
    where started_week_on is not null
),

scopes as (
    select *
    from {{ ref('leg_scopes') }}
),

-- Counted before they are spread over the scopes: many legs of a week last as many hours.
counted as (
    select
        shop_id,
        week,
        leg,
        fulfillment_type,
        warehouse,
        country_code,
        carrier,
        service_level,
        seen_hours,
        count(case when state = 'ended' then 1 end) as ended_count,
        count(case when state = 'open' then 1 end) as open_count,
        count(case when state = 'stopped' then 1 end) as stopped_count,
        count(case when state = 'passed' then 1 end) as passed_count,
        count(case when state = 'unknown' then 1 end) as unknown_count,
        count(case when state = 'backwards' then 1 end) as backwards_count
    from legs
    group by shop_id, week, leg, fulfillment_type, warehouse, country_code, carrier, service_level, seen_hours
),

spread as (
    select
        counted.shop_id,
        counted.week,
        scopes.scope,
        counted.leg,
        {{ leg_scope_columns() }},
        counted.seen_hours,
        counted.ended_count,
        counted.open_count,
        counted.stopped_count,
        counted.passed_count,
        counted.unknown_count,
        counted.backwards_count
    from counted
    cross join scopes
)

select
    shop_id,
    week,
    scope,
    leg,
    fulfillment_type,
    warehouse,
    country_code,
    carrier,
    service_level,
    seen_hours as hours,
    cast(sum(ended_count) as integer) as ended_count,
    cast(sum(open_count) as integer) as open_count,
    cast(sum(stopped_count) as integer) as stopped_count,
    cast(sum(passed_count) as integer) as passed_count,
    cast(sum(unknown_count) as integer) as unknown_count,
    cast(sum(backwards_count) as integer) as backwards_count
from spread
group by
    shop_id, week, scope, leg, fulfillment_type, warehouse, country_code, carrier, service_level, seen_hours
-- A milestone that nobody records on a lane makes no leg there.
qualify sum(sum(ended_count)) over (
    partition by shop_id, scope, leg, fulfillment_type, warehouse, country_code, carrier, service_level
) > 0
