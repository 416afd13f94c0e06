with orders as (
    select
        shop_id,
        order_id,
        order_week,
        fulfillment_type,
        coalesce(warehouse, 'unknown') as warehouse,
        unit_count,
        delivered_at
    from {{ ref('int_orders__orders') }}
    -- A sample is marketing, and what was cancelled was never sent.
    where not is_cancelled and not is_sample
),

countries as (
    select
        shop_id,
        order_id,
        min(country_code) as country_code
    from {{ ref('int_orders__lines') }}
    group by shop_id, order_id
),

ways as (
    select *
    from {{ ref('int_fulfillment__ways') }}
),

run as (
    select as_of
    from {{ ref('stg_run__context') }}
),

-- The platform does not judge what it ships itself. Who chooses wants to know whether it comes in time all
-- the same, so its deliveries are held against the day that the rule names for all.
judged as (
    select
        steps.shop_id,
        steps.order_id,
        max(case when steps.step = 'dispatch' then steps.state end) as dispatch_state,
        max(case
            when steps.step <> 'delivery' then null
            when steps.state <> 'exempt' or steps.due_on is null then steps.state
            when steps.event_on <= steps.due_on then 'on_time'
            when steps.event_on > steps.due_on then 'late'
            when steps.due_on < cast(run.as_of as date) then 'overdue'
            else 'open'
        end) as delivery_state
    from {{ ref('int_fulfillment__steps') }} as steps
    cross join run
    group by steps.shop_id, steps.order_id
),

margins as (
    select
        shop_id,
        order_id,
        sum(net_sales) as net_sales,
        -- No parcel goes for nothing: without a charge and a rate to accrue it by the cost is unknown.
        nullif(sum(fulfilment_cost), 0) as fulfilment_cost,
        sum(return_cost) as return_cost,
        case when count(*) = count(cm2) then sum(cm2) end as cm2,
        case when count(*) = count(cm3) then sum(cm3) end as cm3
    from {{ ref('int_margin__line_margins') }}
    group by shop_id, order_id
),

returned as (
    select distinct
        shop_id,
        order_id
    from {{ ref('int_returns__returns_completed') }}
)

select
    orders.shop_id,
    orders.order_id,
    orders.order_week,
    coalesce(ways.fulfillment_way, 'unknown') as fulfillment_way,
    orders.unit_count,
    judged.dispatch_state,
    judged.delivery_state,
    orders.delivered_at is not null as is_delivered,
    case when told.shop_id is not null then returned.order_id is not null end as is_returned,
    {{ money('coalesce(margins.net_sales, 0)') }} as net_sales,
    {{ money('margins.fulfilment_cost') }} as fulfilment_cost,
    {{ money('coalesce(margins.return_cost, 0)') }} as return_cost,
    {{ money('margins.cm2') }} as cm2,
    {{ money('margins.cm3') }} as cm3
from orders
left join countries
    on
        orders.shop_id = countries.shop_id
        and orders.order_id = countries.order_id
left join ways
    on
        orders.shop_id = ways.shop_id
        and orders.fulfillment_type = ways.fulfillment_type
        and orders.warehouse = ways.warehouse
        and countries.country_code = ways.country_code
left join judged
    on
        orders.shop_id = judged.shop_id
        and orders.order_id = judged.order_id
left join margins
    on
        orders.shop_id = margins.shop_id
        and orders.order_id = margins.order_id
left join returned
    on
        orders.shop_id = returned.shop_id
        and orders.order_id = returned.order_id
left join {{ ref('int_returns__told') }} as told on orders.shop_id = told.shop_id
