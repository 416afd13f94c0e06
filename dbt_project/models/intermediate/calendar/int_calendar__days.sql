with holidays as (
    select
        market,
        holiday_on,
        holiday_name
    from {{ ref('holidays') }}
),

changes as (
    select
        market,
        day_on,
        is_business_day,
        reason
    from {{ ref('calendar_changes') }}
),

-- The calendar reaches exactly as far as the holidays do: a day beyond would quietly count as a working day.
bounds as (
    select
        market,
        cast(concat(cast(extract(year from min(holiday_on)) as string), '-01-01') as date) as first_on,
        cast(concat(cast(extract(year from max(holiday_on)) as string), '-12-31') as date) as last_on
    from holidays
    group by market
),

days as (
    select
        market,
        {{ days_from_to('first_on', 'last_on') }} as day_on
    from bounds
),

marked as (
    select
        days.market,
        days.day_on,
        {{ iso_weekday('days.day_on') }} as weekday,
        {{ iso_week_key('days.day_on') }} as week,
        coalesce(changes.reason, holidays.holiday_name) as day_name,
        coalesce(
            changes.is_business_day,
            {{ iso_weekday('days.day_on') }} <= 5 and holidays.holiday_on is null
        ) as is_business_day
    from days
    left join holidays on days.market = holidays.market and days.day_on = holidays.holiday_on
    left join changes on days.market = changes.market and days.day_on = changes.day_on
)

select
    market,
    day_on,
    weekday,
    week,
    day_name,
    is_business_day,
    -- A day off has the number of the business day before it: "n business days after" is a plain sum on every
    -- day.
    cast(
        sum(case when is_business_day then 1 else 0 end)
            over (partition by market order by day_on rows between unbounded preceding and current row)
        as integer
    ) as business_day_number
from marked
