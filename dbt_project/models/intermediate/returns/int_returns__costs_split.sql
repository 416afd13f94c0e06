-- The amounts of a line on the returns that caused them, conserved: invoices and grades go to the return
-- whose parcel they name, compensations to the return they were paid for, all else by the refund of the
-- returns that were completed (of those not turned down where none was, else of all). A line without a
-- return in the export bears its amounts itself.
{% set by_refund = [
    'refund_of_goods', 'refund_of_shipping', 'platform_fees_refunded', 'platform_fees_kept',
    'refund_administration_fee', 'affiliate_commission_clawed_back', 'affiliate_commission_kept',
    'outbound_freight_wasted',
] -%}
{% set by_evidence = {
    'return_shipping': 'shipping_weight', 'return_handling': 'handling_weight',
    'goods_written_off': 'written_off_quantity', 'cost_of_goods_recovered': 'resaleable_quantity',
    'return_compensation': 'compensation_weight',
} -%}
with amounts as (
    select *
    from {{ ref('int_returns__line_amounts') }}
),

returns as (
    select
        exported.shop_id,
        exported.return_id,
        exported.order_id,
        exported.sku_id,
        greatest(coalesce(exported.return_quantity, 1), 1) as quantity,
        coalesce(refunds.refund_total_local, 0) as refund_total_local,
        coalesce(receipts.shipping_weight, 0) as shipping_weight,
        coalesce(receipts.handling_weight, 0) as handling_weight,
        coalesce(receipts.written_off_quantity, 0) as written_off_quantity,
        coalesce(receipts.resaleable_quantity, 0) as resaleable_quantity,
        case
            when states.return_state = 'completed' and lower(trim(exported.compensation_status)) = 'completed'
                then coalesce(refunds.compensation_local, 0)
            else 0
        end as compensation_weight,
        case
            when states.return_state = 'completed' then 1
            when states.return_state in ('rejected', 'cancelled') then 3
            else 2
        end as turn
    from {{ ref('stg_returns__returns') }} as exported
    inner join {{ ref('int_returns__refunds') }} as refunds
        on
            exported.shop_id = refunds.shop_id
            and exported.return_id = refunds.return_id
            and exported.sku_id = refunds.sku_id
    inner join {{ ref('int_returns__states') }} as states
        on
            exported.shop_id = states.shop_id
            and exported.return_id = states.return_id
            and exported.sku_id = states.sku_id
    left join {{ ref('int_returns__receipts') }} as receipts
        on
            exported.shop_id = receipts.shop_id
            and exported.return_id = receipts.return_id
            and exported.sku_id = receipts.sku_id
),

bearers as (
    select
        amounts.*,
        returns.quantity,
        returns.turn,
        coalesce(returns.return_id, concat('settlement:', amounts.order_id)) as return_id,
        {%- for weight in ['refund_total_local'] + by_evidence.values() | list %}
        coalesce(returns.{{ weight }}, 0) as {{ weight }},
        {%- endfor %}
        returns.return_id is not null as is_exported,
        coalesce(returns.turn = min(returns.turn) over (
            partition by amounts.shop_id, amounts.order_id, amounts.sku_id
        ), true) as is_in_turn
    from amounts
    left join returns
        on
            amounts.shop_id = returns.shop_id
            and amounts.order_id = returns.order_id
            and amounts.sku_id = returns.sku_id
),

stated as (
    {% for component in by_refund + by_evidence.keys() | list -%}
    select
        shop_id,
        order_id,
        sku_id,
        return_id,
        is_exported,
        is_in_turn,
        minor_unit,
        '{{ component }}' as component,
        {{ component }} as amount,
        {{ by_evidence.get(component, 'case when is_in_turn then refund_total_local else 0 end') }}
            as bearing_weight,
        case when is_in_turn then coalesce(quantity, 1) else 0 end as fallback_weight
    from bearers
    {% if not loop.last %}union all
    {% endif %}
    {%- endfor %}
),

split_over_returns as (
    {{ split_by_largest_remainder(
        relation='stated',
        columns=['shop_id', 'order_id', 'sku_id', 'return_id', 'is_exported', 'is_in_turn', 'component'],
        whole='amount',
        minor_unit='minor_unit',
        weight='bearing_weight',
        fallback_weight='fallback_weight',
        group_by=['shop_id', 'order_id', 'sku_id', 'component'],
        order_by=['return_id'],
        part='amount'
    ) }}
)

select
    shop_id,
    order_id,
    sku_id,
    return_id,
    {%- for component in by_refund + by_evidence.keys() | list %}
    {{ money("sum(case when component = '" ~ component ~ "' then amount else 0 end)") }} as {{ component }},
    {%- endfor %}
    is_exported,
    is_in_turn
from split_over_returns
group by shop_id, order_id, sku_id, return_id, is_exported, is_in_turn
