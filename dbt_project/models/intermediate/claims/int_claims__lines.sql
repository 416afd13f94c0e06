-- The lines of the seller's parcels with what they are worth and what was already paid back for them.
with lines as (
    select
        shop_id,
        order_id,
        sku_id,
        coalesce(package_id, tracking_id) as package_key,
        quantity,
        currency,
        ordered_on
    from {{ ref('int_orders__lines') }}
    where coalesce(package_id, tracking_id) is not null and fulfillment_type <> 'fbt' and not is_cancelled
),

worth as (
    select
        shop_id,
        order_id,
        sku_id,
        gross_sales - seller_discount as sales_value,
        cost_of_goods + first_leg_freight + duty + import_vat + customs_clearance as landed_cost,
        is_cost_unknown,
        return_compensation
    from {{ ref('int_margin__line_components') }}
),

returns as (
    select
        shop_id,
        order_id,
        sku_id,
        returned_quantity,
        lower(trim(return_reason)) as reason
    from {{ ref('int_returns__returns_completed') }}
),

causes as (
    select
        reason,
        cause
    from {{ ref('int_lateness__causes_said') }}
    where said_in = 'return'
),

reimbursements as (
    select
        shop_id,
        order_id,
        sku_id,
        sum(amount_local) as amount_local
    from {{ ref('int_settlements__amounts_per_line') }}
    where
        fee_type in ('logistics_reimbursement', 'platform_reimbursement', 'platform_compensation')
        and not is_order_row
    group by shop_id, order_id, sku_id
),

conversions as (
    select
        currency,
        day_on,
        rate,
        reporting_minor_unit
    from {{ ref('int_margin__conversions') }}
)

select
    lines.shop_id,
    lines.order_id,
    lines.sku_id,
    lines.package_key,
    lines.quantity,
    {{ money('worth.sales_value') }} as sales_value,
    {{ money('case when not worth.is_cost_unknown then worth.landed_cost end') }} as landed_cost,
    causes.cause,
    -- A refund without a return, and a count that makes no sense, are for the whole line.
    case
        when returns.returned_quantity between 1 and lines.quantity then returns.returned_quantity
        else lines.quantity
    end as affected_quantity,
    conversions.reporting_minor_unit,
    {{ money('worth.return_compensation + coalesce(' ~ converted(
        'reimbursements.amount_local', 'conversions.rate', 'conversions.reporting_minor_unit'
    ) ~ ', 0)') }} as reimbursed
from lines
inner join worth
    on lines.shop_id = worth.shop_id and lines.order_id = worth.order_id and lines.sku_id = worth.sku_id
left join returns
    on lines.shop_id = returns.shop_id and lines.order_id = returns.order_id and lines.sku_id = returns.sku_id
left join causes on returns.reason = causes.reason
left join reimbursements
    on
        lines.shop_id = reimbursements.shop_id
        and lines.order_id = reimbursements.order_id
        and lines.sku_id = reimbursements.sku_id
left join conversions on lines.currency = conversions.currency and lines.ordered_on = conversions.day_on
