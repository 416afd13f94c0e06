with journeys as (
    select *
    from {{ ref('int_fulfillment__journeys') }}
),

milestones as (
    select
        milestone,
        milestone_place,
        is_step,
        told_by
    from {{ ref('milestones') }}
),

timed as (
    select
        journeys.shop_id,
        journeys.order_id,
        journeys.package_key,
        journeys.timezone,
        milestones.milestone,
        milestones.milestone_place,
        milestones.is_step,
        milestones.told_by,
        {{ time_of_any_milestone('milestones.milestone') }} as reached_at
    from journeys
    cross join milestones
)

select
    *,
    cast(row_number() over (
        partition by shop_id, order_id, package_key
        order by reached_at, milestone_place
    ) as integer) as sequence_number,
    -- A step before one that stands earlier on the way can't be true, whichever of both is wrong.
    case
        when is_step
            then coalesce(reached_at >= max(case when is_step then reached_at end) over (
                partition by shop_id, order_id, package_key
                order by milestone_place
                rows between unbounded preceding and 1 preceding
            ), true)
    end as is_in_order
from timed
where reached_at is not null
