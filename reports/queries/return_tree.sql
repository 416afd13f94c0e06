-- What the returns refunded in the week cost, part by part, all shops; the largest first, the sum last.
with totals as (
    select
        sum(refund) as refund,
        sum(refund_of_shipping) as refund_of_shipping,
        sum(platform_fees_kept) as platform_fees_kept,
        sum(refund_administration_fee) as refund_administration_fee,
        sum(affiliate_commission_kept) as affiliate_commission_kept,
        sum(outbound_freight_wasted) as outbound_freight_wasted,
        sum(return_shipping) as return_shipping,
        sum(return_handling) as return_handling,
        sum(goods_written_off) as goods_written_off,
        -sum(return_compensation) as return_compensation,
        sum(assumed_cost) as assumed_cost,
        sum(total_return_cost) as total_return_cost
    from marts.return_cost_weekly
    where week_basis = 'refund_week' and week = ${params.week}
),

steps as (
    select
        part,
        amount,
        part = 'total_return_cost' as is_total
    from (unpivot totals on columns(*) into name part value amount)
)

select
    part,
    amount,
    is_total,
    case when is_total then 'total' else 'delta' end as kind
from steps
where amount != 0
order by is_total, amount desc, part
