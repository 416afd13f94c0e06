{%- set components = [
    'refund_of_goods', 'refund_of_shipping', 'refund_of_tax', 'platform_fees_refunded', 'platform_fees_kept',
    'refund_administration_fee', 'affiliate_commission_clawed_back', 'affiliate_commission_kept',
    'outbound_freight_wasted', 'return_shipping', 'return_handling', 'goods_written_off',
    'cost_of_goods_recovered', 'return_compensation', 'return_label_assumed', 'receiving_assumed',
    'restocking_assumed', 'disposal_assumed', 'write_down_assumed', 'ticket_assumed',
] -%}
with costs as (
    select *
    from {{ ref('int_returns__costs') }}
),

returns as (
    select *
    from {{ ref('int_returns__lines') }}
),

skus as (
    select
        shop_id,
        order_id,
        sku_id,
        seller_sku,
        currency
    from {{ ref('int_orders__lines') }}
)

select
    costs.shop_id,
    costs.return_id,
    costs.sku_id,
    costs.row_kind,
    costs.order_id,
    coalesce(skus.seller_sku, returns.seller_sku) as seller_sku,
    costs.order_week,
    returns.requested_on,
    costs.refunded_on,
    costs.refund_week,
    returns.return_kind,
    coalesce(returns.return_state, 'not exported') as return_state,
    coalesce(returns.is_completed, false) as is_completed,
    coalesce(returns.reason, 'no return in the export') as reason,
    coalesce(returns.reason_group, 'other') as reason_group,
    coalesce(returns.fault, 'unknown') as fault,
    costs.returned_unit_count,
    costs.is_estimated,
    {{ money('costs.customer_refund') }} as customer_refund,
    {%- for component in components %}
    {{ money('costs.' ~ component) }} as {{ component }},
    {%- endfor %}
    costs.total_return_cost,
    {{ money('costs.refund_of_goods') }} as in_net_sales,
    costs.in_other_margin_lines,
    costs.in_return_lines,
    costs.assumed_cost,
    {{ money('costs.assumed_amount') }} as assumed_amount,
    costs.stated_amount,
    {{ money_ratio('costs.assumed_amount', 'costs.assumed_amount + costs.stated_amount') }} as assumed_share,
    -- Against a sale that was kept: what went back, less what came back for it.
    {{ money(
        'costs.refund_of_goods + costs.refund_of_shipping - costs.platform_fees_refunded'
        ~ ' - costs.affiliate_commission_clawed_back - costs.cost_of_goods_recovered + costs.in_return_lines'
    ) }} as margin_lost
from costs
left join returns
    on
        costs.shop_id = returns.shop_id
        and costs.return_id = returns.return_id
        and costs.sku_id = returns.sku_id
left join skus
    on
        costs.shop_id = skus.shop_id
        and costs.order_id = skus.order_id
        and costs.sku_id = skus.sku_id
