-- What the platform settled by statement week (UTC days), in the reporting currency at the day's rate: the
-- cash clock.
with statement_rows as (
    select
        shop_id,
        statement_on,
        currency,
        settlement_local
    from {{ ref('stg_settlements__statement_rows') }}
    where statement_on is not null
),

daily as (
    select
        shop_id,
        statement_on,
        currency,
        sum(settlement_local) as settlement_local
    from statement_rows
    group by shop_id, statement_on, currency
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
        {{ iso_week_key('daily.statement_on') }} as statement_week,
        {{ converted('daily.settlement_local', 'conversions.rate', 'conversions.reporting_minor_unit') }}
            as settled_amount
    from daily
    left join conversions
        on
            daily.currency = conversions.currency
            and daily.statement_on = conversions.day_on
)

select
    shop_id,
    statement_week,
    {{ money('sum(settled_amount)') }} as settled_amount
from converted
group by shop_id, statement_week
