-- Refunded lines that were late by the buyer's reason, by the deadlines, or by both. They are kept apart: a
-- buyer may say late of a parcel in time, and return a late one for its size.
with costs as (
    select
        shop_id,
        order_id,
        sku_id,
        lower(trim(reason)) as reason,
        refund,
        total_return_cost
    from {{ ref('int_returns__line_costs') }}
),

causes as (
    select
        reason,
        cause
    from {{ ref('int_lateness__causes_said') }}
    where said_in = 'return'
),

evidence as (
    select
        shop_id,
        order_id,
        sku_id,
        evidence
    from {{ ref('int_lateness__line_evidence') }}
),

told as (
    select
        costs.shop_id,
        costs.order_id,
        costs.sku_id,
        costs.refund,
        costs.total_return_cost,
        case
            -- A parcel that never came is one that came late for who gives up waiting, if it was late.
            when causes.cause in ('late', 'lost') and evidence.evidence = 'late' then 'reason_and_evidence'
            when causes.cause = 'late' then 'reason_only'
            when evidence.evidence = 'late' then 'evidence_only'
            else 'other'
        end as certainty
    from costs
    inner join evidence
        on
            costs.shop_id = evidence.shop_id
            and costs.order_id = evidence.order_id
            and costs.sku_id = evidence.sku_id
    left join causes on costs.reason = causes.reason
)

select
    shop_id,
    order_id,
    sku_id,
    certainty,
    {{ money('refund') }} as refund,
    {{ money('total_return_cost - refund') }} as return_cost
from told
where certainty <> 'other'
