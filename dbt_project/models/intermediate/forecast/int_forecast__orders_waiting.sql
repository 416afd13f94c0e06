-- Orders that can still be helped, once each: what holds up the dispatch comes before what holds up the
-- delivery.
with expected as (
    select
        shop_id,
        order_id,
        step,
        situation,
        leg,
        due_at,
        timezone,
        due_week,
        hours_left,
        waited_hours,
        warehouse,
        carrier,
        level,
        miss_chance
    from {{ ref('int_forecast__expected') }}
    where is_now and situation in ('open', 'overdue')
),

lines as (
    select
        shop_id,
        order_id,
        sum(gross_sales - seller_discount) as sales_value,
        case when max(case when is_cost_unknown then 1 else 0 end) = 0 then sum(cm2) end as margin
    from {{ ref('int_margin__line_margins') }}
    where is_sold
    group by shop_id, order_id
),

placed as (
    select
        *,
        max(case when step = 'delivery' then miss_chance end) over (partition by shop_id, order_id)
            as delivery_miss_chance
    from expected
    qualify row_number() over (
        partition by shop_id, order_id order by case step when 'dispatch' then 1 else 2 end
    ) = 1
)

select
    placed.shop_id,
    placed.order_id,
    placed.step,
    placed.situation,
    placed.due_at,
    placed.timezone,
    placed.due_week,
    placed.hours_left,
    placed.waited_hours,
    placed.warehouse,
    placed.carrier,
    placed.level,
    placed.miss_chance,
    placed.delivery_miss_chance,
    case
        when placed.step = 'dispatch' and placed.situation = 'overdue' then 'dispatch_overdue'
        when placed.step = 'dispatch' and placed.leg like 'paid_to_%' then 'not_packed'
        when placed.step = 'dispatch' then 'not_scanned'
        when placed.situation = 'overdue' then 'delivery_overdue'
        when placed.leg like 'paid_to_%' then 'not_with_the_carrier'
        when placed.leg like 'scan_to_%' then 'on_the_way'
    end as reason,
    lines.sales_value,
    lines.margin
from placed
left join lines
    on
        placed.shop_id = lines.shop_id
        and placed.order_id = lines.order_id
