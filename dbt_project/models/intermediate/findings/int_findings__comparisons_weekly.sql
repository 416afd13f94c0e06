-- Each group of a week against the rest of its strata. An order counts once in a group, however many lines
-- of it are there: what befalls a parcel befalls all that is in it. Of a reason the share of the returned
-- orders is compared, of all others the share of orders that came back.
with members as (
    select *
    from {{ ref('int_findings__members') }}
),

strata as (
    select
        shop_id,
        order_week,
        dimension,
        stratum,
        count(distinct order_id) as all_count,
        count(distinct case when is_returned then order_id end) as all_returned_count
    from members
    where dimension <> 'reason'
    group by shop_id, order_week, dimension, stratum
),

groups as (
    select
        shop_id,
        order_week,
        dimension,
        compared_in,
        member,
        stratum,
        count(distinct order_id) as compared_count,
        count(distinct case when is_returned then order_id end) as returned_count,
        sum(return_cost) as return_cost
    from members
    where dimension <> 'reason' and member is not null
    group by shop_id, order_week, dimension, compared_in, member, stratum
),

returned_orders as (
    select distinct
        shop_id,
        order_week,
        compared_in,
        order_id
    from members
    where dimension = 'reason'
),

returned_products as (
    select
        shop_id,
        order_week,
        compared_in,
        count(*) as compared_count,
        sum(count(*)) over (partition by shop_id, order_week) as all_count
    from returned_orders
    group by shop_id, order_week, compared_in
),

product_reasons as (
    select
        shop_id,
        order_week,
        compared_in,
        member,
        count(distinct order_id) as returned_count,
        sum(return_cost) as return_cost
    from members
    where dimension = 'reason'
    group by shop_id, order_week, compared_in, member
),

reasons as (
    select
        shop_id,
        order_week,
        member,
        sum(returned_count) as all_returned_count
    from product_reasons
    group by shop_id, order_week, member
),

compared as (
    select
        groups.*,
        strata.all_count,
        strata.all_returned_count
    from groups
    inner join strata
        on
            groups.shop_id = strata.shop_id
            and groups.order_week = strata.order_week
            and groups.dimension = strata.dimension
            and groups.stratum = strata.stratum
    union all
    -- A product that has no return for a reason is compared as well: nothing is a count.
    select
        products.shop_id,
        products.order_week,
        'reason' as dimension,
        products.compared_in,
        reasons.member,
        'shop' as stratum,
        products.compared_count,
        coalesce(product_reasons.returned_count, 0) as returned_count,
        coalesce(product_reasons.return_cost, 0) as return_cost,
        products.all_count,
        reasons.all_returned_count
    from returned_products as products
    inner join reasons
        on products.shop_id = reasons.shop_id and products.order_week = reasons.order_week
    left join product_reasons
        on
            products.shop_id = product_reasons.shop_id
            and products.order_week = product_reasons.order_week
            and products.compared_in = product_reasons.compared_in
            and reasons.member = product_reasons.member
)

select
    shop_id,
    order_week,
    dimension,
    compared_in,
    member,
    cast(sum(compared_count) as integer) as compared_count,
    cast(sum(all_count - compared_count) as integer) as other_count,
    cast(sum(returned_count) as integer) as returned_count,
    -- Mantel and Haenszel (1959): the first over the second is how many times as often it comes back.
    {{ sum_of_fractions('returned_count', 'all_count - compared_count', 'all_count') }} as returned_weight,
    {{ sum_of_fractions('all_returned_count - returned_count', 'compared_count', 'all_count') }}
        as other_returned_weight,
    -- Of draws without replacement.
    {{ sum_of_fractions(
        'compared_count * all_returned_count',
        'all_count * (all_count - 1) - (all_count - compared_count) * (all_count - all_returned_count)',
        'all_count * all_count * (all_count - 1)'
    ) }} as variance_below_expected,
    {{ money('sum(return_cost)') }} as return_cost
from compared
-- A week in which nobody else sold the same tells nothing.
where compared_count < all_count
group by shop_id, order_week, dimension, compared_in, member
