-- Cancelled lines that lateness may have caused: the reason says so, or a paid order was cancelled after its
-- dispatch was due and undone, and the reason blames neither platform nor carrier.
with cancellations as (
    select
        shop_id,
        order_id,
        cancelled_at,
        fault
    from {{ ref('int_orders__cancellations') }}
),

lines as (
    select
        shop_id,
        order_id,
        sku_id,
        currency,
        ordered_on,
        value_local,
        lower(trim(cancel_reason)) as reason
    from {{ ref('int_orders__lines') }}
    where is_cancelled and paid_at is not null
),

causes as (
    select
        reason,
        cause
    from {{ ref('int_lateness__causes_said') }}
    where said_in = 'cancellation'
),

evidence as (
    select
        shop_id,
        order_id,
        sku_id,
        dispatch_state,
        dispatch_due_at
    from {{ ref('int_lateness__line_evidence') }}
),

conversions as (
    select
        currency,
        day_on,
        rate,
        reporting_minor_unit
    from {{ ref('int_margin__conversions') }}
),

told as (
    select
        lines.shop_id,
        lines.order_id,
        lines.sku_id,
        conversions.reporting_minor_unit,
        {{ converted('lines.value_local', 'conversions.rate', 'conversions.reporting_minor_unit') }}
            as lost_sales,
        case
            when causes.cause = 'late' then 'stated'
            when causes.cause is not null then 'other'
            when
                evidence.dispatch_state = 'cancelled'
                and cancellations.cancelled_at > evidence.dispatch_due_at
                and cancellations.fault not in ('platform', 'carrier')
                then 'by_evidence'
            else 'other'
        end as certainty
    from lines
    inner join cancellations
        on lines.shop_id = cancellations.shop_id and lines.order_id = cancellations.order_id
    inner join evidence
        on
            lines.shop_id = evidence.shop_id
            and lines.order_id = evidence.order_id
            and lines.sku_id = evidence.sku_id
    left join causes on lines.reason = causes.reason
    left join conversions
        on lines.currency = conversions.currency and lines.ordered_on = conversions.day_on
)

select
    shop_id,
    order_id,
    sku_id,
    certainty,
    reporting_minor_unit,
    {{ money('lost_sales') }} as lost_sales
from told
where certainty in ('stated', 'by_evidence')
