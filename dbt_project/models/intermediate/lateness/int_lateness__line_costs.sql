-- All that lateness cost, by order line; lines it cost nothing and that were not late stay out.
with evidence as (
    select
        shop_id,
        order_id,
        sku_id,
        order_week,
        carrier,
        evidence
    from {{ ref('int_lateness__line_evidence') }}
),

charges as (
    select *
    from {{ ref('int_lateness__line_charges') }}
),

cancellations as (
    select *
    from {{ ref('int_lateness__cancellation_costs') }}
),

refunds as (
    select *
    from {{ ref('int_lateness__refunds') }}
)

select
    evidence.shop_id,
    evidence.order_id,
    evidence.sku_id,
    evidence.order_week,
    evidence.carrier,
    evidence.evidence = 'late' as is_late,
    coalesce(charges.late_compensation, 0) as late_compensation,
    coalesce(charges.platform_penalty, 0) as platform_penalty,
    coalesce(charges.platform_penalty_for_lateness, 0) as platform_penalty_for_lateness,
    coalesce(charges.logistics_reimbursement, 0) as logistics_reimbursement,
    cancellations.certainty as cancellation_certainty,
    coalesce(cancellations.sunk_cost, 0) as sunk_cost,
    coalesce(cancellations.lost_sales, 0) as lost_sales,
    -- Without a margin to go by it stays unknown.
    case when cancellations.shop_id is null then 0 else cancellations.lost_margin end as lost_margin,
    refunds.certainty as refund_certainty,
    coalesce(refunds.refund, 0) as refund,
    coalesce(refunds.return_cost, 0) as return_cost
from evidence
left join charges
    on
        evidence.shop_id = charges.shop_id
        and evidence.order_id = charges.order_id
        and evidence.sku_id = charges.sku_id
left join cancellations
    on
        evidence.shop_id = cancellations.shop_id
        and evidence.order_id = cancellations.order_id
        and evidence.sku_id = cancellations.sku_id
left join refunds
    on
        evidence.shop_id = refunds.shop_id
        and evidence.order_id = refunds.order_id
        and evidence.sku_id = refunds.sku_id
where
    evidence.evidence = 'late'
    or charges.shop_id is not null
    or cancellations.shop_id is not null
    or refunds.shop_id is not null
