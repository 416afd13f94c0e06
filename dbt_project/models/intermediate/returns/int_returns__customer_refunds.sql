-- What the buyer got back of each return, as goods, shipping and tax: by what he paid for each of them with
-- the line. What the platform paid for a way of payment is taken off the goods.
with refunds as (
    select
        shop_id,
        return_id,
        sku_id,
        order_id,
        refund_total_local
    from {{ ref('int_returns__refunds') }}
    where refund_total_local is not null
),

paid as (
    select
        shop_id,
        order_id,
        sku_id,
        paid_local,
        subtotal_after_discount_local,
        minor_unit,
        sum(subtotal_after_discount_local) over (partition by shop_id, order_id) as order_subtotal_local,
        shipping_fee_local,
        tax_local
    from {{ ref('int_returns__lines_paid') }}
),

{% set share_of_order = ['subtotal_after_discount_local', 'order_subtotal_local', 'minor_unit'] -%}
shared as (
    select
        *,
        coalesce({{ proportional('shipping_fee_local', *share_of_order) }}, 0) as shipping_local,
        coalesce({{ proportional('tax_local', *share_of_order) }}, 0) as tax_share_local
    from paid
),

-- Without an order nothing is known but the whole.
weighed as (
    select
        refunds.*,
        coalesce(shared.minor_unit, 2) as minor_unit,
        case
            when shared.shop_id is null then 1
            else greatest(shared.paid_local - shared.shipping_local - shared.tax_share_local, 0)
        end as goods_weight,
        coalesce(shared.shipping_local, 0) as shipping_weight,
        coalesce(shared.tax_share_local, 0) as tax_weight
    from refunds
    left join shared
        on
            refunds.shop_id = shared.shop_id
            and refunds.order_id = shared.order_id
            and refunds.sku_id = shared.sku_id
),

parts as (
    {% for part in ['goods', 'shipping', 'tax'] -%}
    select
        shop_id,
        return_id,
        sku_id,
        refund_total_local,
        minor_unit,
        '{{ part }}' as part,
        {{ part }}_weight as bearing_weight,
        {{ 1 if part == 'goods' else 0 }} as fallback_weight
    from weighed
    {% if not loop.last %}union all
    {% endif %}
    {%- endfor %}
),

split_by_what_was_paid as (
    {{ split_by_largest_remainder(
        relation='parts',
        columns=['shop_id', 'return_id', 'sku_id', 'part'],
        whole='refund_total_local',
        minor_unit='minor_unit',
        weight='bearing_weight',
        fallback_weight='fallback_weight',
        group_by=['shop_id', 'return_id', 'sku_id'],
        order_by=['part'],
        part='amount_local'
    ) }}
)

select
    shop_id,
    return_id,
    sku_id,
    {{ money("sum(case when part = 'goods' then amount_local else 0 end)") }} as refunded_goods_local,
    {{ money("sum(case when part = 'shipping' then amount_local else 0 end)") }} as refunded_shipping_local,
    {{ money("sum(case when part = 'tax' then amount_local else 0 end)") }} as refunded_tax_local
from split_by_what_was_paid
group by shop_id, return_id, sku_id
