-- The lines of a week that share all their days, added up: what is asked at every moment.
with lines as (
    select *
    from {{ ref('int_returns__development_lines') }}
)

select
    shop_id,
    product_category,
    order_week,
    delivered_on,
    lapses_on,
    cancelled_on,
    returned_on,
    min({{ week_start_on('ordered_on') }}) as week_start_on,
    cast(sum(unit_count) as integer) as unit_count,
    {{ money('sum(line_value)') }} as line_value,
    cast(sum(returned_unit_count) as integer) as returned_unit_count,
    cast(sum(returned_before_delivery_unit_count) as integer) as returned_before_delivery_unit_count,
    cast(sum(returned_unit_count * returned_unit_count) as integer) as returned_units_squared,
    {{ money('sum(return_loss)') }} as return_loss,
    {{ money('sum(abs(return_loss))') }} as return_loss_absolute,
    sum(cast(cast(return_loss as decimal(15, 4)) * cast(return_loss as decimal(15, 4)) as decimal(30, 8)))
        as return_loss_squared,
    {{ money('sum(refunds)') }} as refunds,
    {{ money('sum(goods_back)') }} as goods_back
from lines
group by shop_id, product_category, order_week, delivered_on, lapses_on, cancelled_on, returned_on
