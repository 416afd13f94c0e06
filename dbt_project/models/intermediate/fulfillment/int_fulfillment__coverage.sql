-- Whether each step of the way was told, of the packages that must have taken it.
with journeys as (
    select journeys.*
    from {{ ref('int_fulfillment__journeys') }} as journeys
    inner join {{ ref('int_fulfillment__tracking_told') }} as told
        on
            journeys.shop_id = told.shop_id
            and journeys.sent_at between told.told_from and told.told_until
    where not journeys.is_cancelled
),

milestones as (
    select
        milestone,
        milestone_place
    from {{ ref('milestones') }}
    where is_step
),

days as (
    select *
    from {{ ref('int_calendar__week_days') }}
),

told as (
    select
        journeys.shop_id,
        journeys.timezone,
        journeys.carrier,
        journeys.warehouse,
        journeys.country_code,
        journeys.fulfillment_type,
        journeys.sent_at,
        milestones.milestone,
        milestones.milestone_place,
        {{ time_of_milestone('milestones.milestone') }} is not null as is_told,
        {{ first_time_after_milestone('milestones.milestone') }} is not null as is_passed
    from journeys
    cross join milestones
    where journeys.sent_at is not null
)

select
    told.shop_id,
    days.week,
    told.fulfillment_type,
    told.warehouse,
    told.country_code,
    told.carrier,
    told.milestone,
    told.milestone_place,
    cast(count(*) as integer) as reached_count,
    cast(count(case when told.is_told then 1 end) as integer) as told_count
from told
inner join days
    on
        told.timezone = days.timezone
        and cast(told.sent_at as date) = days.utc_on
        and told.sent_at >= days.starts_at
        and told.sent_at < days.ends_at
where told.is_told or told.is_passed
group by
    told.shop_id, days.week, told.fulfillment_type, told.warehouse, told.country_code, told.carrier,
    told.milestone, told.milestone_place
