-- What each cause moved each headline by, by shop and for all shops. A rate has one cause: the first of the
-- seed that came since.
with members as (
    select
        shop_id,
        member_id
    from {{ ref('int_margin__shop_members') }}
),

causes as (
    select
        since,
        shop_id,
        order_week,
        component,
        cause,
        sum(movement) as movement,
        sum(movement_in_margin) as movement_in_margin
    from {{ ref('int_restatements__causes') }}
    group by since, shop_id, order_week, component, cause
),

of_amounts as (
    select
        members.shop_id,
        causes.order_week as week,
        names.metric,
        causes.since,
        causes.cause,
        sum(case names.metric
            when 'net_sales' then causes.movement
            when 'returns' then -causes.movement
            else causes.movement_in_margin
        end) as amount
    from causes
    inner join members on causes.shop_id = members.member_id
    inner join (values ('net_sales'), ('returns'), ('cm1'), ('cm2'), ('cm3')) as names (metric)
        on
            (names.metric = 'net_sales' and causes.component in ('sales', 'refunds'))
            or (names.metric = 'returns' and causes.component in ('refunds', 'return_cost'))
            or (names.metric = 'cm1' and causes.component in ('sales', 'refunds', 'shipping', 'goods'))
            or (names.metric = 'cm2' and causes.component not in ('ads', 'creators'))
            or names.metric = 'cm3'
    group by members.shop_id, causes.order_week, names.metric, causes.since, causes.cause
),

rates as (
    select
        headlines.shop_id,
        headlines.week,
        headlines.metric,
        headlines.since,
        bases.base_sequence,
        headlines.current_value - headlines.published_value as amount
    from {{ ref('int_restatements__headlines') }} as headlines
    inner join {{ ref('int_restatements__bases') }} as bases
        on headlines.week = bases.week and headlines.since = bases.since
    where headlines.metric = 'late_dispatch_rate' and headlines.current_value <> headlines.published_value
),

rate_causes as (
    select
        rates.shop_id,
        rates.week,
        rates.metric,
        rates.since,
        possible.cause
    from rates
    inner join members on rates.shop_id = members.shop_id
    inner join {{ ref('int_restatements__inputs_dated') }} as inputs
        on
            (members.member_id = inputs.shop_id or inputs.shop_id = '_all')
            and rates.base_sequence < inputs.sequence
    inner join {{ ref('restatement_causes') }} as possible
        on rates.metric = possible.component and inputs.cause = possible.cause
    qualify row_number() over (
        partition by rates.shop_id, rates.week, rates.metric, rates.since
        order by possible.priority, possible.cause
    ) = 1
)

select
    shop_id,
    week,
    metric,
    since,
    cause,
    cast(amount as decimal(20, 6)) as amount
from of_amounts
where amount <> 0
union all
select
    rates.shop_id,
    rates.week,
    rates.metric,
    rates.since,
    coalesce(rate_causes.cause, 'unexplained') as cause,
    cast(rates.amount as decimal(20, 6)) as amount
from rates
left join rate_causes
    on
        rates.shop_id = rate_causes.shop_id
        and rates.week = rate_causes.week
        and rates.metric = rate_causes.metric
        and rates.since = rate_causes.since
