with lines as (
    select
        shop_id,
        order_week,
        carrier,
        order_id,
        is_late,
        late_compensation,
        platform_penalty,
        platform_penalty_for_lateness,
        logistics_reimbursement,
        cancellation_certainty,
        sunk_cost,
        lost_sales,
        lost_margin,
        refund_certainty,
        refund,
        return_cost
    from {{ ref('int_lateness__line_costs') }}
    union all
    select
        shop_id,
        order_week,
        'unallocated' as carrier,
        null as order_id,
        false as is_late,
        late_compensation,
        platform_penalty,
        platform_penalty_for_lateness,
        0 as logistics_reimbursement,
        null as cancellation_certainty,
        0 as sunk_cost,
        0 as lost_sales,
        0 as lost_margin,
        null as refund_certainty,
        0 as refund,
        0 as return_cost
    from {{ ref('int_lateness__unallocated') }}
),

summed as (
    select
        shop_id,
        order_week as week,
        carrier,
        cast(count(distinct case when is_late then order_id end) as integer) as late_order_count,
        cast(count(distinct case when late_compensation <> platform_penalty then order_id end) as integer)
            as compensated_order_count,
        sum(late_compensation) as late_compensation,
        sum(platform_penalty) as platform_penalty,
        sum(platform_penalty_for_lateness) as platform_penalty_for_lateness,
        sum(logistics_reimbursement) as logistics_reimbursement,
        {{ lateness_columns(
            'cancellation', ['stated', 'by_evidence'], ['sunk_cost', 'lost_sales', 'lost_margin']
        ) }},
        cast(count(case when lost_margin is null then 1 end) as integer) as unknown_lost_margin_count,
        {{ lateness_columns(
            'refund', ['reason_and_evidence', 'reason_only', 'evidence_only'], ['refund', 'return_cost']
        ) }}
    from lines
    group by shop_id, order_week, carrier
)

select
    shop_id,
    week,
    carrier,
    late_order_count,
    compensated_order_count,
    {{ money('late_compensation') }} as late_compensation,
    {{ money('late_compensation - platform_penalty') }} as customer_compensation,
    {{ money('platform_penalty') }} as platform_penalty,
    {{ money('platform_penalty_for_lateness') }} as platform_penalty_for_lateness,
    {{ money('logistics_reimbursement') }} as logistics_reimbursement,
    cancellation_stated_order_count,
    {{ money('cancellation_stated_sunk_cost') }} as cancellation_stated_sunk_cost,
    {{ money('cancellation_stated_lost_sales') }} as cancellation_stated_lost_sales,
    {{ money('cancellation_stated_lost_margin') }} as cancellation_stated_lost_margin,
    cancellation_by_evidence_order_count,
    {{ money('cancellation_by_evidence_sunk_cost') }} as cancellation_by_evidence_sunk_cost,
    {{ money('cancellation_by_evidence_lost_sales') }} as cancellation_by_evidence_lost_sales,
    {{ money('cancellation_by_evidence_lost_margin') }} as cancellation_by_evidence_lost_margin,
    unknown_lost_margin_count,
    refund_reason_and_evidence_order_count,
    {{ money('refund_reason_and_evidence_refund') }} as refund_reason_and_evidence,
    {{ money('refund_reason_and_evidence_return_cost') }} as return_cost_reason_and_evidence,
    refund_reason_only_order_count,
    {{ money('refund_reason_only_refund') }} as refund_reason_only,
    {{ money('refund_reason_only_return_cost') }} as return_cost_reason_only,
    refund_evidence_only_order_count,
    {{ money('refund_evidence_only_refund') }} as refund_evidence_only,
    {{ money('refund_evidence_only_return_cost') }} as return_cost_evidence_only,
    {{ money('late_compensation - platform_penalty + platform_penalty_for_lateness
        + cancellation_stated_sunk_cost + refund_reason_and_evidence_refund + refund_reason_and_evidence_return_cost - logistics_reimbursement') }}
        as money_paid_for_sure,
    {{ money('late_compensation + cancellation_stated_sunk_cost + cancellation_by_evidence_sunk_cost
        + refund_reason_and_evidence_refund + refund_reason_and_evidence_return_cost
        + refund_reason_only_refund + refund_reason_only_return_cost
        + refund_evidence_only_refund + refund_evidence_only_return_cost - logistics_reimbursement') }}
        as money_paid_at_most
from summed
