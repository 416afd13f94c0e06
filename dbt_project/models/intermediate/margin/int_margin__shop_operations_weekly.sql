-- What a week's margin is read beside: punctuality, returns and the platform's payments, by shop and for all
-- shops.
with members as (
    select
        shop_id,
        member_id
    from {{ ref('int_margin__shop_members') }}
),

returns as (
    select
        shop_id,
        order_week,
        refund_week,
        returned_unit_count,
        total_return_cost,
        assumed_cost
    from {{ ref('int_returns__costs') }}
),

settled as (
    select
        shop_id,
        statement_week,
        settled_amount
    from {{ ref('int_settlements__paid_weekly') }}
),

counts as (
    select
        shop_id,
        week,
        late_count + overdue_count as late_count,
        due_count,
        delivery_on_time_count,
        delivery_due_count
    from {{ ref('int_fulfillment__counts_pivoted') }}
),

figures as (
    select
        shop_id,
        week,
        'late_dispatch_rate' as metric,
        late_count as amount,
        due_count as base
    from counts
    union all
    select
        shop_id,
        week,
        'on_time_delivery_rate' as metric,
        delivery_on_time_count as amount,
        delivery_due_count as base
    from counts
    union all
    select
        shop_id,
        order_week as week,
        'returned_units' as metric,
        returned_unit_count as amount,
        0 as base
    from returns
    where order_week is not null
    union all
    select
        shop_id,
        order_week as week,
        'cohort_return_cost' as metric,
        total_return_cost as amount,
        0 as base
    from returns
    where order_week is not null
    union all
    select
        shop_id,
        refund_week as week,
        'total_return_cost' as metric,
        total_return_cost as amount,
        0 as base
    from returns
    where refund_week is not null
    union all
    select
        shop_id,
        refund_week as week,
        'assumed_return_cost' as metric,
        assumed_cost as amount,
        0 as base
    from returns
    where refund_week is not null
    union all
    select
        shop_id,
        statement_week as week,
        'settled_amount' as metric,
        settled_amount as amount,
        0 as base
    from settled
),

summed as (
    select
        members.shop_id,
        figures.week,
        figures.metric,
        {{ money('sum(figures.amount)') }} as amount,
        {{ money('sum(figures.base)') }} as base
    from figures
    inner join members on figures.shop_id = members.member_id
    group by members.shop_id, figures.week, figures.metric
)

select
    shop_id,
    week,
    {{ money_ratio(
        "sum(case when metric = 'late_dispatch_rate' then amount end)",
        "sum(case when metric = 'late_dispatch_rate' then base end)"
    ) }} as late_dispatch_rate,
    {{ money_ratio(
        "sum(case when metric = 'on_time_delivery_rate' then amount end)",
        "sum(case when metric = 'on_time_delivery_rate' then base end)"
    ) }} as on_time_delivery_rate,
    cast(sum(case when metric = 'returned_units' then amount end) as integer) as returned_units,
    {{ money("sum(case when metric = 'cohort_return_cost' then amount end)") }} as cohort_return_cost,
    {{ money("sum(case when metric = 'total_return_cost' then amount end)") }} as total_return_cost,
    {{ money("sum(case when metric = 'assumed_return_cost' then amount end)") }} as assumed_return_cost,
    {{ money("sum(case when metric = 'settled_amount' then amount end)") }} as settled_amount
from summed
group by shop_id, week
