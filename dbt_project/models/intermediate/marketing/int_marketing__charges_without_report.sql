-- Advertising that only a settlement knows: charges of weeks for which no ads report in the currency of the
-- shop has come. They count once, at the rate of their statement, and drop out when the report arrives.
with reported as (
    select distinct
        daily.shop_id,
        daily.spend_week
    from {{ ref('int_marketing__ad_spend_daily') }} as daily
    inner join {{ ref('stg_configuration__shops') }} as shops
        on
            daily.shop_id = shops.shop_id
            and daily.currency = shops.currency
),

conversions as (
    select
        currency,
        day_on,
        rate,
        reporting_minor_unit
    from {{ ref('int_margin__conversions') }}
),

charges as (
    select
        charges.shop_id,
        charges.spend_week,
        {{ converted('charges.charged_local', 'conversions.rate', 'conversions.reporting_minor_unit') }}
            as spend
    from {{ ref('int_marketing__ad_charges') }} as charges
    left join reported
        on
            charges.shop_id = reported.shop_id
            and charges.spend_week = reported.spend_week
    left join conversions
        on
            charges.currency = conversions.currency
            and charges.statement_on = conversions.day_on
    where reported.shop_id is null
)

select
    shop_id,
    spend_week,
    {{ money('sum(spend)') }} as spend
from charges
group by shop_id, spend_week
