select
    shop_id,
    sum(returned_unit_count)::bigint as returned_unit_count,
    sum(refund) as refund,
    sum(refund_of_shipping + platform_fees_kept + affiliate_commission_kept + outbound_freight_wasted)
        as spent_in_vain,
    sum(return_shipping) as return_shipping,
    sum(return_handling) as return_handling,
    sum(refund_administration_fee) as refund_administration_fee,
    -sum(return_compensation) as return_compensation,
    sum(goods_written_off) as goods_written_off,
    sum(assumed_cost) as assumed_cost,
    sum(total_return_cost) as total_return_cost
from marts.return_cost_weekly
where week_basis = 'refund_week' and week = ${params.week}
group by shop_id
order by shop_id
