with lines as (
    select
        shop_id,
        order_id,
        sku_id,
        coalesce(package_id, tracking_id) as package_key,
        tracking_id,
        carrier,
        -- Cash on delivery is paid last, and a payment may stand before the order: the first begins it.
        least(ordered_at, coalesce(paid_at, ordered_at)) as started_at
    from {{ ref('int_orders__lines') }}
    where coalesce(package_id, tracking_id) is not null
),

ever as (
    select
        shop_id,
        order_id,
        sku_id,
        tracking_id
    from {{ ref('stg_orders__tracking_numbers') }}
),

numbers as (
    select
        lines.shop_id,
        lines.order_id,
        lines.package_key,
        ever.tracking_id,
        max(case when ever.tracking_id = lines.tracking_id then 1 else 0 end) = 1 as is_current,
        min(lines.carrier) as carrier,
        min(lines.started_at) as started_at
    from lines
    inner join ever
        on
            lines.shop_id = ever.shop_id
            and lines.order_id = ever.order_id
            and lines.sku_id = ever.sku_id
    group by lines.shop_id, lines.order_id, lines.package_key, ever.tracking_id
),

-- A line moved to another parcel of its order left the first one's number there.
kept as (
    select
        *,
        max(case when is_current then 1 else 0 end) over (partition by shop_id, order_id, tracking_id) = 1
            as is_current_somewhere
    from numbers
    qualify is_current or not is_current_somewhere
),

gaps as (
    select
        *,
        {{ seconds_between(
            'lag(started_at) over (partition by shop_id, tracking_id order by started_at, order_id, package_key)',
            'started_at'
        ) }} as seconds_since_the_last
    from kept
),

-- Orders of the same days that share a number travel in one box. Carriers give it out anew after months.
uses as (
    select
        *,
        sum(case when seconds_since_the_last > {{ seconds_until_a_number_is_used_again() }} then 1 else 0 end)
            over (
                partition by shop_id, tracking_id
                order by started_at, order_id, package_key
                rows between unbounded preceding and current row
            ) as use_number
    from gaps
),

spans as (
    select
        shop_id,
        tracking_id,
        use_number,
        min(started_at) as used_from,
        cast(count(distinct order_id) as integer) as order_count,
        cast(count(distinct carrier) as integer) as carrier_count
    from uses
    group by shop_id, tracking_id, use_number
),

followed as (
    select
        *,
        lead(used_from) over (partition by shop_id, tracking_id order by use_number) as used_until,
        count(*) over (partition by shop_id, tracking_id) > 1 as is_used_again
    from spans
)

select
    uses.shop_id,
    uses.order_id,
    uses.package_key,
    uses.tracking_id,
    uses.is_current,
    uses.carrier,
    followed.used_from,
    followed.used_until,
    followed.is_used_again,
    followed.use_number = 0 as is_first_use,
    followed.order_count,
    followed.carrier_count
from uses
inner join followed
    on
        uses.shop_id = followed.shop_id
        and uses.tracking_id = followed.tracking_id
        and uses.use_number = followed.use_number
