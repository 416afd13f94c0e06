with daily as (
    select *
    from {{ ref('int_marketing__ad_spend_daily') }}
),

accounts as (
    select
        ad_account_id,
        shop_id,
        timezone,
        spend_includes_vat
    from {{ ref('stg_configuration__ad_accounts') }}
)

select
    daily.ad_account_id,
    daily.spend_on,
    daily.campaign_id,
    daily.product_id,
    daily.shop_id,
    daily.spend_week,
    daily.campaign_name,
    daily.report,
    daily.spend_local,
    daily.currency,
    daily.attributed_sales_local,
    daily.attributed_orders,
    daily.impressions,
    daily.clicks,
    accounts.timezone as account_timezone,
    accounts.spend_includes_vat,
    accounts.ad_account_id is not null as is_declared_account
from daily
left join accounts
    on
        daily.ad_account_id = accounts.ad_account_id
        and daily.shop_id = accounts.shop_id
