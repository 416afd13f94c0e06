-- What a line cancelled for lateness cost: what was already spent on it, which the margin has, and what its
-- sale would have left, which no account has.
with cancelled as (
    select
        shop_id,
        order_id,
        sku_id,
        certainty,
        reporting_minor_unit,
        lost_sales
    from {{ ref('int_lateness__cancelled_lines') }}
),

lines as (
    select
        shop_id,
        order_id,
        sku_id,
        cm2,
        late_compensation
    from {{ ref('int_margin__line_margins') }}
    where is_cancelled
),

margins as (
    select
        shop_id,
        sku_id,
        sales,
        cm2
    from {{ ref('int_lateness__usual_margins') }}
)

select
    cancelled.shop_id,
    cancelled.order_id,
    cancelled.sku_id,
    cancelled.certainty,
    cancelled.lost_sales,
    -- cm2 of a cancelled line is what it cost, and the late compensation in it is counted as such.
    {{ money('-lines.cm2 - lines.late_compensation') }} as sunk_cost,
    {{ money(
        proportional(
            'cancelled.lost_sales', 'coalesce(of_sku.cm2, of_shop.cm2)', 'coalesce(of_sku.sales, of_shop.sales)',
            'cancelled.reporting_minor_unit'
        )
    ) }} as lost_margin
from cancelled
inner join lines
    on
        cancelled.shop_id = lines.shop_id
        and cancelled.order_id = lines.order_id
        and cancelled.sku_id = lines.sku_id
left join margins as of_sku
    on cancelled.shop_id = of_sku.shop_id and cancelled.sku_id = of_sku.sku_id
left join margins as of_shop
    on cancelled.shop_id = of_shop.shop_id and of_shop.sku_id = 'of the shop'
