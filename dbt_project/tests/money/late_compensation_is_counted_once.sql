-- What the platform charged for lateness is the margin's own line, in the week the margin has it: no more, no
-- less.
with lateness as (
    select
        shop_id,
        week,
        sum(late_compensation) as amount
    from {{ ref('lateness_cost_weekly') }}
    group by shop_id, week
),

margins as (
    select
        shop_id,
        order_week as week,
        sum(late_compensation) as amount
    from {{ ref('contribution_margin_weekly') }}
    group by shop_id, order_week
)

select
    coalesce(margins.shop_id, lateness.shop_id) as shop_id,
    coalesce(margins.week, lateness.week) as week,
    margins.amount as amount_in_margin,
    lateness.amount as amount_of_lateness
from margins
full outer join lateness on margins.shop_id = lateness.shop_id and margins.week = lateness.week
where coalesce(margins.amount, 0) <> coalesce(lateness.amount, 0)
