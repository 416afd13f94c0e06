-- What a late order cost each shop so far, and how many of them were cancelled for it. A shop without a late
-- order has no such number, and a list of its orders goes by chance alone.
with lines as (
    select
        shop_id,
        order_id,
        is_late,
        late_compensation - platform_penalty + platform_penalty_for_lateness - logistics_reimbursement
        + sunk_cost
        + case when refund_certainty = 'reason_and_evidence' then refund + return_cost else 0 end as amount,
        cancellation_certainty is not null as is_cancelled_for_it
    from {{ ref('int_lateness__line_costs') }}
),

orders as (
    select
        shop_id,
        order_id,
        max(case when is_late then 1 else 0 end) as is_late,
        max(case when is_cancelled_for_it then 1 else 0 end) as is_cancelled,
        sum(amount) as amount
    from lines
    group by shop_id, order_id
),

penalties as (
    select
        shop_id,
        sum(platform_penalty_for_lateness) as amount
    from {{ ref('int_lateness__unallocated') }}
    group by shop_id
),

summed as (
    select
        shop_id,
        sum(amount) as amount,
        count(case when is_late = 1 or is_cancelled = 1 then 1 end) as late_count,
        count(case when is_cancelled = 1 then 1 end) as cancelled_count
    from orders
    group by shop_id
),

reporting as (
    select reporting_minor_unit
    from {{ ref('int_margin__reporting') }}
)

select
    summed.shop_id,
    cast(summed.late_count as integer) as late_count,
    cast(summed.cancelled_count as integer) as cancelled_count,
    {{ money(proportional(
        'summed.amount + coalesce(penalties.amount, 0)', '1', 'summed.late_count', 'reporting.reporting_minor_unit'
    )) }} as cost_of_a_late_order,
    {{ rate('summed.cancelled_count', 'summed.late_count') }} as cancelled_share
from summed
left join penalties on summed.shop_id = penalties.shop_id
cross join reporting
