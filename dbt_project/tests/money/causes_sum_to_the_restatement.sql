-- The causes of a restated headline sum to what it moved by, and no headline moves without one.
with caused as (
    select
        shop_id,
        week,
        metric,
        since,
        sum(amount) as amount
    from {{ ref('restatements') }}
    group by shop_id, week, metric, since
)

select
    headlines.shop_id,
    headlines.week,
    headlines.metric,
    headlines.since,
    headlines.published_value,
    headlines.current_value,
    caused.amount
from {{ ref('int_restatements__headlines') }} as headlines
left join caused
    on
        headlines.shop_id = caused.shop_id
        and headlines.week = caused.week
        and headlines.metric = caused.metric
        and headlines.since = caused.since
where coalesce(caused.amount, 0) <> headlines.current_value - headlines.published_value
