-- When the clock of an order starts, and how long it may be prepared.
with orders as (
    select
        shop_id,
        order_id,
        market,
        timezone,
        order_type,
        fulfillment_type,
        service_level,
        ordered_at,
        ordered_on,
        -- Cash on delivery is paid at the door: what was handed over before it was paid runs from the order.
        case
            when paid_at > coalesce(handed_over_at, shipped_at, delivered_at) then ordered_at
            else coalesce(paid_at, ordered_at)
        end as started_at
    from {{ ref('int_orders__orders') }}
),

-- Only an export made from the API says how long the product may be prepared.
exported as (
    select
        shop_id,
        order_id,
        max(handling_days) as handling_days,
        min(case when upper(handling_day_kind) like 'CALENDAR%' then 'calendar' else 'business' end)
            as day_kind
    from {{ ref('stg_orders__order_lines') }}
    where handling_days is not null
    group by shop_id, order_id
),

lines as (
    select
        shop_id,
        order_id,
        sku_id,
        seller_sku,
        ordered_on
    from {{ ref('int_orders__lines') }}
),

declared as (
    select *
    from {{ ref('stg_configuration__handling_times') }}
),

-- What is said of a SKU wins over what is said of the shop.
said as (
    select
        lines.shop_id,
        lines.order_id,
        lines.sku_id,
        declared.order_type,
        declared.handling_days,
        declared.day_kind,
        declared.closes_on
    from lines
    inner join declared
        on
            lines.shop_id = declared.shop_id
            and declared.seller_sku in (lines.seller_sku, '*')
            and lines.ordered_on >= declared.valid_from
            and (declared.valid_to is null or lines.ordered_on <= declared.valid_to)
    qualify
        row_number() over (
            partition by lines.shop_id, lines.order_id, lines.sku_id
            order by case when declared.seller_sku = '*' then 1 else 0 end, declared.valid_from desc
        ) = 1
),

-- An order is ready when its slowest line is.
said_per_order as (
    select
        shop_id,
        order_id,
        min(order_type) as order_type,
        max(handling_days) as handling_days,
        min(day_kind) as day_kind,
        max(closes_on) as closes_on
    from said
    group by shop_id, order_id
),

ranges as (
    select *
    from {{ ref('handling_ranges') }}
),

clocks as (
    select
        orders.shop_id,
        orders.order_id,
        orders.market,
        orders.timezone,
        case
            when orders.order_type in ('regular', 'unknown')
                then coalesce(said_per_order.order_type, orders.order_type)
            else orders.order_type
        end as order_type,
        case orders.fulfillment_type when 'fbt' then 'fbt' else 'seller' end as rule_fulfillment_type,
        orders.fulfillment_type,
        orders.service_level,
        orders.ordered_at,
        orders.ordered_on,
        orders.started_at,
        coalesce(exported.handling_days, said_per_order.handling_days) as handling_days,
        coalesce(exported.day_kind, said_per_order.day_kind, 'business') as handling_day_kind,
        said_per_order.closes_on
    from orders
    left join exported
        on
            orders.shop_id = exported.shop_id
            and orders.order_id = exported.order_id
    left join said_per_order
        on
            orders.shop_id = said_per_order.shop_id
            and orders.order_id = said_per_order.order_id
)

select
    clocks.*,
    -- A closing day is declared in days of the calendar. What is declared in other days than the range has
    -- is not compared with it.
    case
        when ranges.day_kind = 'calendar' and clocks.closes_on is not null
            then {{ place_in_range(days_between('clocks.ordered_on', 'clocks.closes_on'), 'ranges') }}
        when ranges.day_kind = clocks.handling_day_kind and clocks.closes_on is null
            then {{ place_in_range('clocks.handling_days', 'ranges') }}
    end as handling_range
from clocks
left join ranges
    on
        clocks.market = ranges.market
        and clocks.order_type = ranges.order_type
        and clocks.ordered_on >= ranges.valid_from
        and (ranges.valid_to is null or clocks.ordered_on <= ranges.valid_to)
