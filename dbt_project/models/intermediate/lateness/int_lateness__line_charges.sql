-- What the platform charged and paid back by order line: the margin's own line, and the penalties in it.
with lines as (
    select
        shop_id,
        order_id,
        sku_id,
        late_compensation
    from {{ ref('int_margin__line_margins') }}
    where is_sold or is_cancelled
),

evidence as (
    select
        shop_id,
        order_id,
        sku_id,
        ordered_on,
        evidence
    from {{ ref('int_lateness__line_evidence') }}
),

amounts as (
    select
        shop_id,
        order_id,
        sku_id,
        -sum(case when fee_type = 'platform_penalty' then amount_local else 0 end) as penalty_local,
        sum(case when fee_type = 'logistics_reimbursement' then amount_local else 0 end)
            as reimbursement_local
    from {{ ref('int_settlements__amounts_per_line') }}
    where fee_type in ('platform_penalty', 'logistics_reimbursement') and not is_order_row
    group by shop_id, order_id, sku_id
),

-- An order's penalties are for lateness when all of them say so.
causes as (
    select
        shop_id,
        order_id,
        min(case when fee_type = 'platform_penalty' then case when cause = 'late' then 1 else 0 end end) = 1
            as is_penalty_for_lateness,
        min(case when fee_type = 'logistics_reimbursement' then cause end) as reimbursed_cause
    from {{ ref('int_lateness__adjustments') }}
    where order_id is not null
    group by shop_id, order_id
),

shops as (
    select
        shop_id,
        currency
    from {{ ref('stg_configuration__shops') }}
),

conversions as (
    select
        currency,
        day_on,
        rate,
        reporting_minor_unit
    from {{ ref('int_margin__conversions') }}
),

converted as (
    select
        lines.shop_id,
        lines.order_id,
        lines.sku_id,
        lines.late_compensation,
        evidence.evidence,
        coalesce(causes.is_penalty_for_lateness, false) as is_penalty_for_lateness,
        causes.reimbursed_cause,
        {{ converted('amounts.penalty_local', 'conversions.rate', 'conversions.reporting_minor_unit') }}
            as penalty,
        {{ converted('amounts.reimbursement_local', 'conversions.rate', 'conversions.reporting_minor_unit') }}
            as reimbursement
    from lines
    inner join evidence
        on
            lines.shop_id = evidence.shop_id
            and lines.order_id = evidence.order_id
            and lines.sku_id = evidence.sku_id
    inner join shops on lines.shop_id = shops.shop_id
    left join amounts
        on
            lines.shop_id = amounts.shop_id
            and lines.order_id = amounts.order_id
            and lines.sku_id = amounts.sku_id
    left join causes on lines.shop_id = causes.shop_id and lines.order_id = causes.order_id
    left join conversions
        on shops.currency = conversions.currency and evidence.ordered_on = conversions.day_on
),

told as (
    select
        shop_id,
        order_id,
        sku_id,
        late_compensation,
        coalesce(penalty, 0) as platform_penalty,
        case when is_penalty_for_lateness then coalesce(penalty, 0) else 0 end
            as platform_penalty_for_lateness,
        -- Paid back because it was late: so the platform says, or it says nothing and the parcel was.
        case
            when reimbursed_cause = 'late' or (reimbursed_cause = 'not stated' and evidence = 'late')
                then coalesce(reimbursement, 0)
            else 0
        end as logistics_reimbursement
    from converted
)

select
    shop_id,
    order_id,
    sku_id,
    {{ money('late_compensation') }} as late_compensation,
    {{ money('platform_penalty') }} as platform_penalty,
    {{ money('platform_penalty_for_lateness') }} as platform_penalty_for_lateness,
    {{ money('logistics_reimbursement') }} as logistics_reimbursement
from told
where late_compensation <> 0 or platform_penalty <> 0 or logistics_reimbursement <> 0
