with problems as (
    select *
    from {{ ref('int_fulfillment__tracking_problems') }}
),

numbers as (
    select
        shop_id,
        order_id,
        package_key,
        min(case when is_current then tracking_id end) as tracking_id
    from {{ ref('int_fulfillment__tracking_numbers') }}
    group by shop_id, order_id, package_key
),

final as (
    select
        problems.shop_id,
        problems.order_id,
        problems.package_key,
        problems.problem,
        problems.kind,
        problems.week,
        problems.carrier,
        problems.warehouse,
        numbers.tracking_id,
        problems.seen_at,
        problems.against_at
    from problems
    left join numbers
        on
            problems.shop_id = numbers.shop_id
            and problems.order_id = numbers.order_id
            and problems.package_key = numbers.package_key
)

select * from final
