with milestones as (
    select *
    from {{ ref('int_fulfillment__milestones') }}
),

final as (
    select
        shop_id,
        order_id,
        package_key,
        milestone,
        milestone_place,
        told_by,
        reached_at,
        sequence_number,
        is_in_order
    from milestones
)

select * from final
