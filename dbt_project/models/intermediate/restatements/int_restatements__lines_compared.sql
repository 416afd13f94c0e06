-- The lines of every published week twice: as they were published, and as they are. Which publication is
-- meant says `since`.
with bases as (
    select
        week,
        since,
        base_sequence
    from {{ ref('int_restatements__bases') }}
),

published as (
    select
        bases.since,
        bases.base_sequence,
        log_lines.*
    from {{ ref('stg_publications__lines') }} as log_lines
    inner join bases on log_lines.order_week = bases.week and log_lines.sequence <= bases.base_sequence
    qualify row_number() over (
        partition by bases.since, log_lines.shop_id, log_lines.order_id, log_lines.sku_id
        order by log_lines.sequence desc
    ) = 1
)

select
    published.since,
    published.base_sequence,
    false as is_now,
    published.shop_id,
    published.order_id,
    published.sku_id,
    published.order_week,
    published.counts_in_margin,
    published.sales,
    published.refunds,
    published.shipping,
    published.goods,
    published.fulfilment,
    published.fees,
    published.return_cost,
    published.ads,
    published.creators
from published
union all
select
    bases.since,
    bases.base_sequence,
    true as is_now,
    lines_now.shop_id,
    lines_now.order_id,
    lines_now.sku_id,
    lines_now.order_week,
    lines_now.counts_in_margin,
    lines_now.sales,
    lines_now.refunds,
    lines_now.shipping,
    lines_now.goods,
    lines_now.fulfilment,
    lines_now.fees,
    lines_now.return_cost,
    lines_now.ads,
    lines_now.creators
from {{ ref('int_restatements__lines_now') }} as lines_now
inner join bases on lines_now.order_week = bases.week
