-- Every line that was sold, or would have been had it not been called off, with the days of its return's
-- development. A return before delivery, or without one, is of the day of delivery: no age is negative.
with lines as (
    select
        shop_id,
        order_id,
        sku_id,
        order_week,
        ordered_on,
        quantity,
        currency,
        value_local,
        is_sold,
        -- A category that calls itself `all` would be taken for the whole shop.
        coalesce(nullif(nullif(trim(product_category), ''), 'all'), 'not stated') as product_category,
        {{ to_local_date('delivered_at', 'timezone') }} as stated_delivered_on,
        case
            when is_cancelled then coalesce({{ to_local_date('cancelled_at', 'timezone') }}, ordered_on)
        end as cancelled_on
    from {{ ref('int_orders__lines') }}
    where is_sold or (is_cancelled and subtotal_after_discount_local + platform_discount_local <> 0)
),

amounts as (
    select
        shop_id,
        order_id,
        sku_id,
        gross_sales - seller_discount as line_value,
        refunds,
        coalesce(cost_of_goods_recovered, 0) as goods_back,
        refunds + return_shipping + return_handling + refund_administration_fee - return_compensation
        - coalesce(cost_of_goods_recovered, 0) as return_loss
    from {{ ref('int_margin__line_margins') }}
    where is_sold
),

conversions as (
    select
        currency,
        day_on,
        rate,
        reporting_minor_unit
    from {{ ref('int_margin__conversions') }}
),

refund_days as (
    select
        shop_id,
        order_id,
        sku_id,
        refunded_on
    from {{ ref('int_returns__refund_days') }}
),

completed_returns as (
    select
        shop_id,
        order_id,
        sku_id,
        returned_quantity
    from {{ ref('int_returns__returns_completed') }}
),

joined as (
    select
        lines.*,
        coalesce(
            amounts.line_value,
            {{ converted('lines.value_local', 'conversions.rate', 'conversions.reporting_minor_unit') }}
        ) as line_value,
        coalesce(amounts.return_loss, 0) as return_loss,
        coalesce(amounts.refunds, 0) as refunds,
        coalesce(amounts.goods_back, 0) as goods_back,
        -- Before the order as much as before delivery.
        case
            when lines.is_sold and refund_days.refunded_on is not null
                then greatest(refund_days.refunded_on, lines.ordered_on)
        end as refunded_on,
        coalesce(refund_days.refunded_on < lines.stated_delivered_on, true)
        or refund_days.refunded_on < lines.ordered_on as is_before_delivery,
        -- The export may say more units than were sold, or none: a refunded line had one at least come back.
        least(lines.quantity, greatest(coalesce(completed_returns.returned_quantity, 1), 1)) as units_back,
        {{ add_days('lines.ordered_on', days_until_taken_as_delivered()) }} as lapses_on
    from lines
    left join amounts
        on
            lines.shop_id = amounts.shop_id
            and lines.order_id = amounts.order_id
            and lines.sku_id = amounts.sku_id
    left join conversions
        on
            lines.currency = conversions.currency
            and lines.ordered_on = conversions.day_on
    left join refund_days
        on
            lines.shop_id = refund_days.shop_id
            and lines.order_id = refund_days.order_id
            and lines.sku_id = refund_days.sku_id
    left join completed_returns
        on
            lines.shop_id = completed_returns.shop_id
            and lines.order_id = completed_returns.order_id
            and lines.sku_id = completed_returns.sku_id
),

dated as (
    select
        *,
        -- Of two days the earlier, of one that one.
        least(
            case when stated_delivered_on is not null then greatest(stated_delivered_on, ordered_on) end,
            refunded_on
        ) as delivered_on
    from joined
)

select
    shop_id,
    order_id,
    sku_id,
    product_category,
    order_week,
    ordered_on,
    delivered_on,
    case when delivered_on is null or delivered_on > lapses_on then lapses_on end as lapses_on,
    cancelled_on,
    -- What a return cost without a day of refund was there from delivery on.
    case
        when refunded_on is not null then refunded_on
        when return_loss <> 0 then coalesce(delivered_on, lapses_on)
    end as returned_on,
    cast(quantity as integer) as unit_count,
    {{ money('line_value') }} as line_value,
    cast(case when refunded_on is not null then units_back else 0 end as integer) as returned_unit_count,
    cast(
        case when refunded_on is not null and is_before_delivery then units_back else 0 end as integer
    ) as returned_before_delivery_unit_count,
    {{ money('return_loss') }} as return_loss,
    {{ money('refunds') }} as refunds,
    {{ money('goods_back') }} as goods_back
from dated
