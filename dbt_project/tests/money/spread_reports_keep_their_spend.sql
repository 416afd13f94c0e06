-- The days of the ads reports sum to the reports, by account and currency.
with reported as (
    select
        ad_account_id,
        currency,
        sum(spend_local) as spend_local
    from (
        select
            ad_account_id,
            currency,
            spend_local
        from {{ ref('stg_ads__gmv_max') }}
        union all
        select
            ad_account_id,
            currency,
            spend_local
        from {{ ref('stg_ads__ads_manager') }}
    ) as reports
    group by ad_account_id, currency
),

spread as (
    select
        ad_account_id,
        currency,
        sum(spend_local) as spend_local
    from {{ ref('int_marketing__ad_spend_daily') }}
    group by ad_account_id, currency
)

select
    coalesce(reported.ad_account_id, spread.ad_account_id) as ad_account_id,
    reported.spend_local as reported_local,
    spread.spend_local as spread_local
from reported
full outer join spread
    on
        reported.ad_account_id = spread.ad_account_id
        and reported.currency = spread.currency
where coalesce(reported.spend_local, 0) <> coalesce(spread.spend_local, 0)
