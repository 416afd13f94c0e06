-- Spend per week, campaign and product in the reporting currency: each day at its own rate.
with daily as (
    select
        shop_id,
        ad_account_id,
        spend_on,
        spend_week,
        campaign_id,
        product_id,
        currency,
        spend_local
    from {{ ref('int_marketing__ad_spend_daily') }}
),

conversions as (
    select
        currency,
        day_on,
        rate,
        reporting_minor_unit
    from {{ ref('int_margin__conversions') }}
),

converted as (
    select
        daily.shop_id,
        daily.ad_account_id,
        daily.spend_week,
        daily.campaign_id,
        daily.product_id,
        conversions.reporting_minor_unit,
        {{ converted('daily.spend_local', 'conversions.rate', 'conversions.reporting_minor_unit') }} as spend
    from daily
    left join conversions
        on
            daily.currency = conversions.currency
            and daily.spend_on = conversions.day_on
)

select
    shop_id,
    ad_account_id,
    spend_week,
    campaign_id,
    product_id,
    max(reporting_minor_unit) as reporting_minor_unit,
    {{ money('sum(spend)') }} as spend
from converted
group by shop_id, ad_account_id, spend_week, campaign_id, product_id
