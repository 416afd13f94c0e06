with holidays as (
    select
        market,
        holiday_on,
        holiday_name
    from {{ ref('holidays') }}
    union all
    select
        market,
        holiday_on,
        holiday_name
    from {{ ref('stg_configuration__holidays') }}
),

-- The home's word is the last one: it may undo a shipped change.
changes as (
    select
        market,
        day_on,
        is_business_day,
        reason
    from (
        select
            market,
            day_on,
            is_business_day,
            reason,
            1 as place
        from {{ ref('calendar_changes') }}
        union all
        select
            market,
            day_on,
            is_business_day,
            reason,
            0 as place
        from {{ ref('stg_configuration__calendar_changes') }}
    ) as said
    qualify row_number() over (partition by market, day_on order by place) = 1
),

days_off as (
    select
        market,
        holiday_on,
        {{ text_list('holiday_name', 'holiday_name') }} as holiday_name
    from holidays
    group by market, holiday_on
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

working_weeks as (
    select
        'mon_fri' as working_week,
        5 as last_weekday
    union all
    select
        'mon_sat' as working_week,
        6 as last_weekday
),

marked as (
    select
        days.market,
        working_weeks.working_week,
        days.day_on,
        {{ iso_weekday('days.day_on') }} as weekday,
        {{ iso_week_key('days.day_on') }} as week,
        coalesce(changes.reason, days_off.holiday_name) as day_name,
        coalesce(
            changes.is_business_day,
            {{ iso_weekday('days.day_on') }} <= working_weeks.last_weekday and days_off.holiday_on is null
        ) as is_business_day
    from days
    cross join working_weeks
    left join days_off on days.market = days_off.market and days.day_on = days_off.holiday_on
    left join changes on days.market = changes.market and days.day_on = changes.day_on
)

select
    market,
    working_week,
    day_on,
    weekday,
    week,
    day_name,
    is_business_day,
    -- A day off has the number of the business day before it: "n business days after" is a plain sum on every
    -- day.
    cast(
        sum(case when is_business_day then 1 else 0 end) over (
            partition by market, working_week
            order by day_on rows between unbounded preceding and current row
        ) as integer
    ) as business_day_number
from marked
