with coverage as (
    select *
    from {{ ref('int_fulfillment__coverage') }}
),

final as (
    select
        shop_id,
        week,
        fulfillment_type,
        warehouse,
        country_code,
        carrier,
        milestone,
        milestone_place,
        reached_count,
        told_count,
        {{ rate('told_count', 'reached_count') }} as coverage_rate
    from coverage
)

select * from final
