-- Parcels somebody may have to pay for. A lost one is worth all that was in it, a damaged or missing one what
-- was refunded for that reason.
with run as (
    select as_of
    from {{ ref('stg_run__context') }}
),

followed as (
    select
        shop_id,
        order_id,
        package_key,
        tracking_id,
        timezone,
        coalesce(carrier, 'unknown') as carrier,
        coalesce(shipped_at, first_scan_at) as shipped_at,
        delivered_at,
        greatest(last_event_at, shipped_at, first_scan_at, delivered_at) as last_news_at
    from {{ ref('int_fulfillment__packages') }}
    where fulfillment_type <> 'fbt' and not is_cancelled
),

packages as (
    select
        followed.shop_id,
        followed.order_id,
        followed.package_key,
        followed.tracking_id,
        followed.carrier,
        {{ to_local_date('followed.shipped_at', 'followed.timezone') }} as shipped_on,
        {{ to_local_date('followed.delivered_at', 'followed.timezone') }} as delivered_on,
        {{ to_local_date('followed.last_news_at', 'followed.timezone') }} as last_news_on,
        {{ to_local_date('run.as_of', 'followed.timezone') }} as as_of_on
    from followed
    cross join run
),

lines as (
    select
        *,
        {{ proportional('sales_value', 'affected_quantity', 'quantity', 'reporting_minor_unit') }}
            as affected_sales_value,
        {{ proportional('landed_cost', 'affected_quantity', 'quantity', 'reporting_minor_unit') }}
            as affected_landed_cost
    from {{ ref('int_claims__lines') }}
),

terms as (
    select
        shop_id,
        carrier,
        lost_after_days
    from {{ ref('int_claims__terms') }}
),

blamed as (
    select
        shop_id,
        order_id,
        package_key,
        max(case when cause = 'lost' then 1 else 0 end) = 1 as is_refunded_as_lost,
        max(case when cause = 'damaged' then 1 else 0 end) = 1 as is_refunded_as_damaged
    from lines
    group by shop_id, order_id, package_key
),

judged as (
    select
        packages.*,
        {{ days_between('packages.last_news_on', 'packages.as_of_on') }} as silent_days,
        blamed.is_refunded_as_lost,
        blamed.is_refunded_as_damaged,
        packages.delivered_on is null
        and coalesce(
            {{ days_between('packages.last_news_on', 'packages.as_of_on') }} >= terms.lost_after_days, false
        ) as is_silent
    from packages
    inner join blamed
        on
            packages.shop_id = blamed.shop_id
            and packages.order_id = blamed.order_id
            and packages.package_key = blamed.package_key
    left join terms on packages.shop_id = terms.shop_id and packages.carrier = terms.carrier
),

named as (
    select
        *,
        case
            when delivered_on is null and (is_silent or is_refunded_as_lost) then 'lost'
            when is_refunded_as_damaged then 'damaged'
            when is_refunded_as_lost then 'delivered_refunded'
        end as reason,
        case
            when is_silent and is_refunded_as_lost then 'silent_and_refunded'
            when is_silent then 'silent'
            when delivered_on is null and is_refunded_as_lost then 'refunded_not_received'
            when is_refunded_as_damaged then 'refunded_damaged'
            when is_refunded_as_lost then 'refunded_not_received'
        end as evidence
    from judged
)

select
    named.shop_id,
    named.order_id,
    named.package_key,
    min(named.tracking_id) as tracking_id,
    min(named.carrier) as carrier,
    min(named.reason) as reason,
    min(named.evidence) as evidence,
    min(named.shipped_on) as shipped_on,
    min(named.delivered_on) as delivered_on,
    min(named.last_news_on) as last_news_on,
    min(named.as_of_on) as as_of_on,
    min(named.silent_days) as silent_days,
    cast(
        sum(case when named.reason = 'lost' then lines.quantity else lines.affected_quantity end) as integer
    ) as affected_unit_count,
    {{ money("sum(
        case when named.reason = 'lost' then lines.sales_value else lines.affected_sales_value end
    )") }} as sales_value,
    {{ money("case
        when count(lines.landed_cost) = count(*)
            then sum(case when named.reason = 'lost' then lines.landed_cost else lines.affected_landed_cost end)
    end") }} as landed_cost,
    {{ money('sum(lines.reimbursed)') }} as reimbursed
from named
inner join lines
    on
        named.shop_id = lines.shop_id
        and named.order_id = lines.order_id
        and named.package_key = lines.package_key
        and (
            named.reason = 'lost'
            or (named.reason = 'damaged' and lines.cause = 'damaged')
            or (named.reason = 'delivered_refunded' and lines.cause = 'lost')
        )
group by named.shop_id, named.order_id, named.package_key
