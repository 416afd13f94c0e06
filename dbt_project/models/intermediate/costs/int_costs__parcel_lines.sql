-- Which order lines a tracking number carries, outward and back. A number is outward first: a parcel that
-- comes back under its own number is charged to the lines it left with. What the seller still has to send is
-- one parcel of its order to come, under the order's number.
with lines as (
    select
        shop_id,
        tracking_id,
        order_id,
        sku_id,
        seller_sku,
        quantity,
        carrier,
        ordered_on,
        fulfillment_type,
        -- A parcel costs something once it left, and it will where the goods are owed.
        (shipped_at is not null or is_sold or is_sample) and fulfillment_type <> 'fbt' as is_accruable,
        is_sold or is_sample as is_owed
    from {{ ref('int_orders__lines') }}
),

returns as (
    select
        shop_id,
        order_id,
        sku_id,
        nullif(trim(return_tracking_id), '') as tracking_id,
        cast(sum(coalesce(return_quantity, 0)) as integer) as quantity
    from {{ ref('stg_returns__returns') }}
    group by shop_id, order_id, sku_id, nullif(trim(return_tracking_id), '')
),

outward_numbers as (
    select distinct
        shop_id,
        tracking_id
    from lines
    where tracking_id is not null
)

select
    shop_id,
    tracking_id,
    'parcel' as target,
    order_id,
    sku_id,
    seller_sku,
    quantity,
    carrier,
    is_accruable,
    ordered_on
from lines
where tracking_id is not null
union all
select
    shop_id,
    order_id as tracking_id,
    'to come' as target,
    order_id,
    sku_id,
    seller_sku,
    quantity,
    carrier,
    is_accruable,
    ordered_on
from lines
where tracking_id is null and is_owed and is_accruable
union all
select
    returns.shop_id,
    returns.tracking_id,
    'return' as target,
    returns.order_id,
    returns.sku_id,
    lines.seller_sku,
    returns.quantity,
    cast(null as {{ dbt.type_string() }}) as carrier,
    false as is_accruable,
    lines.ordered_on
from returns
inner join lines
    on
        returns.shop_id = lines.shop_id
        and returns.order_id = lines.order_id
        and returns.sku_id = lines.sku_id
left join outward_numbers
    on
        returns.shop_id = outward_numbers.shop_id
        and returns.tracking_id = outward_numbers.tracking_id
where returns.tracking_id is not null and outward_numbers.tracking_id is null
