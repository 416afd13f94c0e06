-- Ads of the margin are those of the reports, and what settlements charged for weeks without one: by shop and
-- week, to the minor unit.
with spent as (
    select
        shop_id,
        spend_week,
        sum(reported) as reported,
        sum(charged) as charged
    from (
        select
            shop_id,
            spend_week,
            spend as reported,
            0 as charged
        from {{ ref('int_marketing__ad_spend_weekly') }}
        union all
        select
            shop_id,
            spend_week,
            0 as reported,
            spend as charged
        from {{ ref('int_marketing__charges_without_report') }}
    ) as both_kinds
    group by shop_id, spend_week
),

weekly as (
    select
        shop_id,
        order_week,
        sum(ad_spend) as ad_spend,
        sum(ad_spend_without_report) as ad_spend_without_report
    from {{ ref('contribution_margin_weekly') }}
    group by shop_id, order_week
)

select
    coalesce(spent.shop_id, weekly.shop_id) as shop_id,
    coalesce(spent.spend_week, weekly.order_week) as spend_week,
    spent.reported,
    spent.charged,
    weekly.ad_spend,
    weekly.ad_spend_without_report
from spent
full outer join weekly on spent.shop_id = weekly.shop_id and spent.spend_week = weekly.order_week
where
    coalesce(weekly.ad_spend, 0) <> coalesce(spent.reported, 0) + coalesce(spent.charged, 0)
    or coalesce(weekly.ad_spend_without_report, 0) <> coalesce(spent.charged, 0)
