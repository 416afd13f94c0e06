-- Sold value and what returns took of it, by cohort and by how many weeks after the order's week the money
-- went back.
with lines as (
    select
        shop_id,
        order_id,
        sku_id,
        order_week,
        ordered_on,
        gross_sales - seller_discount as line_value,
        refunds + return_shipping + return_handling + refund_administration_fee - return_compensation
        - coalesce(cost_of_goods_recovered, 0) as return_loss
    from {{ ref('int_margin__line_margins') }}
    where is_sold
),

refund_days as (
    select
        shop_id,
        order_id,
        sku_id,
        refunded_on
    from {{ ref('int_returns__refund_days') }}
),

dated as (
    select
        lines.shop_id,
        lines.order_week,
        lines.sku_id,
        lines.line_value,
        lines.return_loss,
        -- A loss without a day of refund was there from the beginning.
        coalesce(
            cast({{ whole_quotient(
                days_between(week_start_on('lines.ordered_on'), week_start_on('refund_days.refunded_on')), 7
            ) }} as integer), 0
        ) as weeks_until_refund
    from lines
    left join refund_days
        on
            lines.shop_id = refund_days.shop_id
            and lines.order_id = refund_days.order_id
            and lines.sku_id = refund_days.sku_id
)

select
    shop_id,
    order_week,
    sku_id,
    weeks_until_refund,
    {{ money('sum(line_value)') }} as sold_value,
    {{ money('sum(return_loss)') }} as return_loss,
    cast(count(case when return_loss <> 0 then 1 end) as integer) as returned_line_count
from dated
group by shop_id, order_week, sku_id, weeks_until_refund
