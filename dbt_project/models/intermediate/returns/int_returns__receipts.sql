-- What invoices and tracking say of the parcel that came back, per return. A receipt is of one return: the
-- one with its SKU, else the first of the parcel; a charge for the way back is of the whole parcel.
with returns as (
    select
        shop_id,
        return_id,
        order_id,
        sku_id,
        seller_sku,
        requested_at,
        nullif(trim(return_tracking_id), '') as tracking_id
    from {{ ref('stg_returns__returns') }}
    where nullif(trim(return_tracking_id), '') is not null
),

charges as (
    select
        charge_id,
        shop_id,
        tracking_id,
        seller_sku,
        charge_type,
        charged_on,
        coalesce(quantity, 0) as quantity,
        amount,
        upper(trim(coalesce(grade, ''))) as grade
    from {{ ref('int_costs__invoice_charges_named') }}
    where target = 'return'
),

handled as (
    select
        returns.shop_id,
        returns.return_id,
        returns.sku_id,
        charges.charged_on,
        charges.quantity,
        charges.amount,
        charges.grade
    from charges
    inner join returns
        on
            charges.shop_id = returns.shop_id
            and charges.tracking_id = returns.tracking_id
    where charges.charge_type = 'return_handling'
    qualify row_number() over (
        partition by charges.charge_id
        order by
            case when charges.seller_sku = returns.seller_sku then 0 else 1 end asc,
            returns.order_id asc,
            returns.sku_id asc,
            returns.return_id asc
    ) = 1
),

handled_per_return as (
    select
        shop_id,
        return_id,
        sku_id,
        min(charged_on) as received_on,
        min(case when grade <> '' then charged_on end) as graded_on,
        -- Of several grades the worst, which is the last letter.
        max(nullif(grade, '')) as grade,
        lower(max(case when grade <> 'A' then nullif(grade, '') end)) as written_off_grade,
        cast(sum(case when grade = 'A' then quantity else 0 end) as integer) as resaleable_quantity,
        -- What nobody graded is written off like what was graded low.
        cast(sum(case when grade = 'A' then 0 else quantity end) as integer) as written_off_quantity,
        {{ money('sum(amount)') }} as handling_amount
    from handled
    group by shop_id, return_id, sku_id
),

carried_per_parcel as (
    select
        shop_id,
        tracking_id,
        min(charged_on) as carried_on,
        {{ money('sum(amount)') }} as shipping_amount
    from charges
    where charge_type = 'return_shipping'
    group by shop_id, tracking_id
),

-- A number that had another parcel before is this return's from the request on.
followed as (
    select
        returns.shop_id,
        returns.return_id,
        returns.sku_id,
        min(case when events.is_carrier_scan then events.event_at end) as scanned_at,
        min(case when events.milestone = 'delivered' then events.event_at end) as delivered_at
    from returns
    inner join {{ ref('int_fulfillment__tracking_events') }} as events
        on
            returns.shop_id = events.shop_id
            and returns.tracking_id = events.tracking_id
            and returns.requested_at <= events.event_at
    group by returns.shop_id, returns.return_id, returns.sku_id
)

select
    returns.shop_id,
    returns.return_id,
    returns.sku_id,
    returns.tracking_id,
    followed.scanned_at,
    followed.delivered_at,
    coalesce(handled.received_on, carried.carried_on) as received_on,
    handled.graded_on,
    handled.grade,
    handled.written_off_grade,
    coalesce(handled.resaleable_quantity, 0) as resaleable_quantity,
    coalesce(handled.written_off_quantity, 0) as written_off_quantity,
    -- Amounts in the currency of their invoice: weights of a split, no money to be added.
    coalesce(handled.handling_amount, 0) as handling_weight,
    coalesce(carried.shipping_amount, 0) as shipping_weight
from returns
left join handled_per_return as handled
    on
        returns.shop_id = handled.shop_id
        and returns.return_id = handled.return_id
        and returns.sku_id = handled.sku_id
left join carried_per_parcel as carried
    on
        returns.shop_id = carried.shop_id
        and returns.tracking_id = carried.tracking_id
left join followed
    on
        returns.shop_id = followed.shop_id
        and returns.return_id = followed.return_id
        and returns.sku_id = followed.sku_id
