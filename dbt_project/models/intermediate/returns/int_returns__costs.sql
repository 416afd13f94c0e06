-- Every return with all that it cost, and the refunds and charges of returns that no return in the export
-- explains. Money in the reporting currency.
{% set stated = [
    'refund_of_goods', 'refund_of_shipping', 'platform_fees_refunded', 'platform_fees_kept',
    'refund_administration_fee', 'affiliate_commission_clawed_back', 'affiliate_commission_kept',
    'outbound_freight_wasted', 'return_shipping', 'return_handling', 'goods_written_off',
    'cost_of_goods_recovered', 'return_compensation',
] -%}
{% set assumed = ['return_label', 'receiving', 'restocking', 'disposal', 'write_down', 'ticket'] -%}
with conversions as (
    select
        currency,
        day_on,
        rate,
        reporting_minor_unit
    from {{ ref('int_margin__conversions') }}
),

exported as (
    select
        returns.*,
        {{ converted('returns.refund_local', 'conversions.rate', 'conversions.reporting_minor_unit') }}
            as customer_refund,
        {{ converted('returns.refunded_tax_local', 'conversions.rate', 'conversions.reporting_minor_unit') }}
            as refund_of_tax
    from {{ ref('int_returns__lines') }} as returns
    left join conversions
        on
            returns.currency = conversions.currency
            and coalesce(returns.ordered_on, returns.requested_on) = conversions.day_on
),

costed as (
    select
        exported.shop_id,
        exported.return_id,
        exported.sku_id,
        exported.order_id,
        case
            when not exported.has_order then 'return_without_order'
            when amounts.shop_id is null then 'return_of_unsold_line'
            else 'return'
        end as row_kind,
        exported.order_week,
        coalesce(
            case when exported.is_completed then exported.refunded_on end,
            case when split.is_in_turn then amounts.line_refunded_on end
        ) as refunded_on,
        case when exported.is_completed then coalesce(exported.quantity, 0) else 0 end as returned_unit_count,
        exported.customer_refund,
        case when exported.is_completed then exported.refund_of_tax else 0 end as refund_of_tax,
        coalesce(amounts.is_estimated, false) as is_estimated,
        case
            -- Without its order nothing tells goods from tax and shipping: the refund stands as a whole.
            when not exported.has_order and exported.is_completed then coalesce(exported.customer_refund, 0)
            else coalesce(split.refund_of_goods, 0)
        end as refund_of_goods,
        {%- for component in stated if component != 'refund_of_goods' %}
        coalesce(split.{{ component }}, 0) as {{ component }},
        {%- endfor %}
        {%- for component in assumed %}
        coalesce(assumed.{{ component }}_assumed, 0) as {{ component }}_assumed,
        {%- endfor %}
        coalesce(assumed.assumed_amount, 0) as assumed_amount
    from exported
    left join {{ ref('int_returns__costs_split') }} as split
        on
            exported.shop_id = split.shop_id
            and exported.return_id = split.return_id
            and exported.sku_id = split.sku_id
    left join {{ ref('int_returns__line_amounts') }} as amounts
        on
            exported.shop_id = amounts.shop_id
            and exported.order_id = amounts.order_id
            and exported.sku_id = amounts.sku_id
    left join {{ ref('int_returns__costs_assumed') }} as assumed
        on
            exported.shop_id = assumed.shop_id
            and exported.return_id = assumed.return_id
            and exported.sku_id = assumed.sku_id
    union all
    select
        split.shop_id,
        split.return_id,
        split.sku_id,
        split.order_id,
        case when amounts.line_refunded_on is null then 'charge_without_return' else 'settlement_refund' end
            as row_kind,
        amounts.order_week,
        amounts.line_refunded_on as refunded_on,
        0 as returned_unit_count,
        cast(null as decimal(20, 4)) as customer_refund,
        0 as refund_of_tax,
        amounts.is_estimated,
        {%- for component in stated %}
        split.{{ component }},
        {%- endfor %}
        {%- for component in assumed %}
        0 as {{ component }}_assumed,
        {%- endfor %}
        0 as assumed_amount
    from {{ ref('int_returns__costs_split') }} as split
    inner join {{ ref('int_returns__line_amounts') }} as amounts
        on
            split.shop_id = amounts.shop_id
            and split.order_id = amounts.order_id
            and split.sku_id = amounts.sku_id
    where not split.is_exported
    union all
    select
        shop_id,
        concat('settlement:', order_id) as return_id,
        sku_id,
        order_id,
        'settlement_refund_without_order' as row_kind,
        cast(null as {{ dbt.type_string() }}) as order_week,
        refunded_on,
        0 as returned_unit_count,
        cast(null as decimal(20, 4)) as customer_refund,
        0 as refund_of_tax,
        false as is_estimated,
        {%- set told = [
            'refund_of_goods', 'refund_of_shipping', 'platform_fees_refunded', 'refund_administration_fee',
            'affiliate_commission_clawed_back', 'return_shipping',
        ] %}
        {%- for component in stated %}
        {{ component if component in told else 0 }} as {{ component }},
        {%- endfor %}
        {%- for component in assumed %}
        0 as {{ component }}_assumed,
        {%- endfor %}
        0 as assumed_amount
    from {{ ref('int_returns__refunds_unplaced') }}
)

select
    *,
    {{ iso_week_key('refunded_on') }} as refund_week,
    {{ money(return_cost_in_other_lines()) }} as in_other_margin_lines,
    {{ money(return_cost_in_own_lines()) }} as in_return_lines,
    {{ money(return_cost_assumed()) }} as assumed_cost,
    {{ money(return_cost_stated_amount()) }} as stated_amount,
    {{ money('refund_of_goods + ' ~ return_cost_in_other_lines() ~ ' + ' ~ return_cost_in_own_lines() ~ ' + '
        ~ return_cost_assumed()) }} as total_return_cost
from costed
