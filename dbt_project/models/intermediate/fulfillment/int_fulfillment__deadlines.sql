with ruled as (
    select *
    from {{ ref('int_fulfillment__order_rules') }}
),

calendar as (
    select
        market,
        working_week,
        day_on,
        is_business_day,
        business_day_number
    from {{ ref('int_calendar__days') }}
),

cut_offs as (
    select
        timezone,
        cut_off,
        day_on,
        cut_off_at
    from {{ ref('int_calendar__cut_offs') }}
),

platform as (
    select
        shop_id,
        order_id,
        step,
        event,
        is_default,
        platform_due_at
    from {{ ref('int_fulfillment__platform_deadlines') }}
),

numbered as (
    select
        ruled.*,
        -- An order on a day off, or after the hour that ends a day's orders, is one of the next business day.
        base_days.business_day_number + ruled.business_days
        + case
            when ruled.has_order_cut_off and (ruled.is_after_cut_off or not base_days.is_business_day) then 1
            when ruled.business_days = 0 and not base_days.is_business_day then 1
            else 0
        end as due_number
    from ruled
    left join calendar as base_days
        on
            ruled.market = base_days.market
            and ruled.working_week = base_days.working_week
            and ruled.base_on = base_days.day_on
),

counted as (
    select
        numbered.*,
        case
            when numbered.day_kind = 'business' then due_days.day_on
            when numbered.day_kind = 'calendar' and numbered.business_days = 0
                then {{ add_days('numbered.base_on', 'numbered.days') }}
            when numbered.day_kind = 'calendar' then {{ add_days('due_days.day_on', 'numbered.days') }}
        end as counted_on
    from numbered
    left join calendar as due_days
        on
            numbered.market = due_days.market
            and numbered.working_week = due_days.working_week
            and numbered.due_number = due_days.business_day_number
            and due_days.is_business_day
),

timed as (
    select
        counted.*,
        case
            when counted.day_kind = 'hours'
                then {{ add_seconds('counted.clock_at', 'counted.days * 3600') }}
            else cut_offs.cut_off_at
        end as ruled_due_at,
        platform.event as platform_event,
        platform.platform_due_at
    from counted
    left join cut_offs
        on
            counted.rule_timezone = cut_offs.timezone
            and counted.cut_off = cut_offs.cut_off
            and counted.counted_on = cut_offs.day_on
    left join platform
        on
            counted.shop_id = platform.shop_id
            and counted.order_id = platform.order_id
            and counted.step = platform.step
            and (counted.event = platform.event or (counted.event is null and platform.is_default))
),

-- Where no rule is known, or the handling time is not, the platform's own deadline is taken if it is there.
decided as (
    select
        *,
        coalesce(ruled_due_at, platform_due_at) as due_at,
        case when ruled_due_at is not null then 'rule' when platform_due_at is not null then 'platform' end
            as due_from
    from timed
)

select
    shop_id,
    order_id,
    step,
    market,
    timezone,
    order_type,
    fulfillment_type,
    service_level,
    ordered_on,
    clock_on,
    base_on,
    coalesce(event, platform_event) as event,
    case when rule_version is null and due_at is not null then 'platform-deadline' else rule_version end
        as rule_version,
    is_confirmed,
    due_from,
    due_at,
    platform_due_at,
    {{ to_local('due_at', 'timezone') }} as due_local,
    coalesce(counted_on, {{ to_local_date('due_at', 'rule_timezone') }}) as due_on,
    {{ iso_week_key('coalesce(counted_on, ' ~ to_local_date('due_at', 'rule_timezone') ~ ')') }} as due_week
from decided
