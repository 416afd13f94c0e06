-- Spend on lines plus what no line bears is the spend of the reports, by shop and week.
with spent as (
    select
        shop_id,
        spend_week,
        sum(spend) as spend
    from {{ ref('int_marketing__ad_spend_weekly') }}
    group by shop_id, spend_week
),

placed as (
    select
        shop_id,
        spend_week,
        sum(ad_spend) as ad_spend
    from {{ ref('int_marketing__line_ad_spend') }}
    group by shop_id, spend_week
)

select
    coalesce(spent.shop_id, placed.shop_id) as shop_id,
    coalesce(spent.spend_week, placed.spend_week) as spend_week,
    spent.spend,
    placed.ad_spend
from spent
full outer join placed on spent.shop_id = placed.shop_id and spent.spend_week = placed.spend_week
where coalesce(spent.spend, 0) <> coalesce(placed.ad_spend, 0)
