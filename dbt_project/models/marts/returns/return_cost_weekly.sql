{%- set parts = [
    'refund_of_shipping', 'platform_fees_kept', 'affiliate_commission_kept', 'outbound_freight_wasted',
    'return_shipping', 'return_handling', 'refund_administration_fee', 'return_compensation',
    'goods_written_off', 'return_label_assumed', 'receiving_assumed', 'restocking_assumed', 'disposal_assumed',
    'write_down_assumed', 'ticket_assumed',
] -%}
with costs as (
    select *
    from {{ ref('int_returns__costs') }}
    where returned_unit_count <> 0 or total_return_cost <> 0 or stated_amount <> 0 or assumed_amount <> 0
),

returns as (
    select
        shop_id,
        return_id,
        sku_id,
        reason,
        fault
    from {{ ref('int_returns__lines') }}
),

reasoned as (
    select
        costs.*,
        -- A refund in the settlement without a return in the export: told apart, not left out.
        coalesce(returns.reason, 'no return in the export') as reason,
        coalesce(returns.fault, 'unknown') as fault
    from costs
    left join returns
        on
            costs.shop_id = returns.shop_id
            and costs.return_id = returns.return_id
            and costs.sku_id = returns.sku_id
),

-- Two clocks: the week of the order judges what was sold, the week of the refund judges what went wrong this
-- week.
on_both_clocks as (
    select
        'order_week' as week_basis,
        reasoned.order_week as week,
        reasoned.*
    from reasoned
    where reasoned.order_week is not null
    union all
    select
        'refund_week' as week_basis,
        reasoned.refund_week as week,
        reasoned.*
    from reasoned
    where reasoned.refund_week is not null
)

select
    shop_id,
    week_basis,
    week,
    sku_id,
    reason,
    fault,
    cast(sum(returned_unit_count) as integer) as returned_unit_count,
    {{ money('sum(refund_of_goods)') }} as refund,
    {%- for part in parts %}
    {{ money('sum(' ~ part ~ ')') }} as {{ part }},
    {%- endfor %}
    {{ money('sum(total_return_cost)') }} as total_return_cost,
    {{ money('sum(assumed_cost)') }} as assumed_cost,
    {{ money_ratio('sum(assumed_amount)', 'sum(assumed_amount + stated_amount)') }} as assumed_share
from on_both_clocks
group by shop_id, week_basis, week, sku_id, reason, fault
