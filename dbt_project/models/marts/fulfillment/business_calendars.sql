with days as (
    select *
    from {{ ref('int_calendar__days') }}
),

markets as (
    select distinct market
    from {{ ref('stg_configuration__shops') }}
)

select
    days.market,
    days.working_week,
    days.day_on,
    days.weekday,
    days.week,
    days.day_name,
    days.is_business_day
from days
inner join markets on days.market = markets.market
