-- The days of the ads reports sum to the reports, by account and currency; what gave way to a finer report
-- left out.
with landed as (
    select
        shop_id,
        ad_account_id,
        currency,
        spend_local
    from {{ ref('stg_ads__gmv_max') }}
    union all
    select
        shop_id,
        ad_account_id,
        currency,
        spend_local
    from {{ ref('stg_ads__live') }}
    union all
    select
        shop_id,
        ad_account_id,
        currency,
        spend_local
    from {{ ref('stg_ads__ads_manager') }}
    union all
    select
        shop_id,
        ad_account_id,
        currency,
        spend_local
    from {{ ref('stg_ads__ads_manager_ads') }}
    union all
    select
        superseded.shop_id,
        superseded.ad_account_id,
        accounts.currency,
        -superseded.spend_local as spend_local
    from {{ ref('int_marketing__ads_superseded') }} as superseded
    left join {{ ref('stg_configuration__ad_accounts') }} as accounts
        on superseded.ad_account_id = accounts.ad_account_id
),

reported as (
    select
        ad_account_id,
        currency,
        sum(spend_local) as spend_local
    from landed
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
