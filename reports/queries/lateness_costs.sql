select
    week,
    shop_id,
    carrier,
    late_order_count,
    customer_compensation,
    platform_penalty,
    refund_reason_and_evidence + return_cost_reason_and_evidence as refund_shown,
    refund_reason_only + return_cost_reason_only
    + refund_evidence_only + return_cost_evidence_only as refund_presumed,
    cancellation_stated_lost_sales + cancellation_by_evidence_lost_sales as lost_sales,
    money_paid_for_sure,
    money_paid_at_most
from marts.lateness_cost_weekly
where week in (
        select week from marts.calendar_weeks where week <= ${params.week} order by week desc limit 12
    )
    and money_paid_at_most <> 0
order by week desc, money_paid_for_sure desc, shop_id, carrier
