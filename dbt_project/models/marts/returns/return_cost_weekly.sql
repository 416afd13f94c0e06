with lines as (
    select *
    from {{ ref('int_returns__line_costs') }}
),

-- Two clocks: the week of the order judges what was sold, the week of the refund judges what went wrong this
-- week.
on_both_clocks as (
    select
        'order_week' as week_basis,
        lines.order_week as week,
        lines.*
    from lines
    union all
    select
        'refund_week' as week_basis,
        lines.refund_week as week,
        lines.*
    from lines
    where lines.refund_week is not null
)

select
    shop_id,
    week_basis,
    week,
    sku_id,
    reason,
    fault,
    cast(sum(returned_unit_count) as integer) as returned_unit_count,
    {{ money('sum(refund)') }} as refund,
    {{ money('sum(return_shipping)') }} as return_shipping,
    {{ money('sum(return_handling)') }} as return_handling,
    {{ money('sum(refund_administration_fee)') }} as refund_administration_fee,
    {{ money('sum(return_compensation)') }} as return_compensation,
    {{ money('sum(goods_written_off)') }} as goods_written_off,
    {{ money('sum(total_return_cost)') }} as total_return_cost
from on_both_clocks
group by shop_id, week_basis, week, sku_id, reason, fault
