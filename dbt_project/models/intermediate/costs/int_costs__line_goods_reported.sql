-- Cost of the goods of each line, and of what came back fit for sale, in the reporting currency.
with goods as (
    select
        shop_id,
        order_id,
        sku_id,
        ordered_on,
        has_cost,
        cost_currency,
        unit_cost,
        goods_cost
    from {{ ref('int_costs__line_goods') }}
),

returned as (
    select
        shop_id,
        order_id,
        sku_id,
        resaleable_quantity,
        written_off_quantity
    from {{ ref('int_costs__returned_goods') }}
),

conversions as (
    select
        currency,
        day_on,
        rate,
        reporting_minor_unit
    from {{ ref('int_margin__conversions') }}
),

joined as (
    select
        goods.*,
        conversions.rate,
        conversions.reporting_minor_unit,
        {{ money('goods.unit_cost * coalesce(returned.resaleable_quantity, 0)') }} as recovered_cost,
        {{ money('goods.unit_cost * coalesce(returned.written_off_quantity, 0)') }} as written_off_cost
    from goods
    left join returned
        on
            goods.shop_id = returned.shop_id
            and goods.order_id = returned.order_id
            and goods.sku_id = returned.sku_id
    left join conversions
        on
            goods.cost_currency = conversions.currency
            and goods.ordered_on = conversions.day_on
)

select
    shop_id,
    order_id,
    sku_id,
    min(case when has_cost then 1 else 0 end) = 1 as has_cost,
    -- A bundle's parts may be bought in several currencies: each is converted and rounded by itself.
    {{ money('sum(' ~ converted('goods_cost', 'rate', 'reporting_minor_unit') ~ ')') }} as cost_of_goods,
    {{ money('sum(' ~ converted('recovered_cost', 'rate', 'reporting_minor_unit') ~ ')') }}
        as cost_of_goods_recovered,
    {{ money('sum(' ~ converted('written_off_cost', 'rate', 'reporting_minor_unit') ~ ')') }}
        as goods_written_off
from joined
group by shop_id, order_id, sku_id
