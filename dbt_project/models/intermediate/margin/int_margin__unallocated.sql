-- What belongs to a shop's week but to no order line: it has its own row in the weekly margin, so that
-- totals close.
with conversions as (
    select
        currency,
        day_on,
        rate,
        reporting_minor_unit
    from {{ ref('int_margin__conversions') }}
),

orders as (
    select distinct
        shop_id,
        order_id
    from {{ ref('int_orders__lines') }}
),

adjustments as (
    select
        ledger.shop_id,
        ledger.statement_on as day_on,
        ledger.margin_line,
        ledger.currency,
        case
            when ledger.margin_line = 'shipping_income' then ledger.amount_local else -ledger.amount_local
        end as amount
    from {{ ref('int_settlements__amounts_classified') }} as ledger
    left join orders
        on
            ledger.shop_id = orders.shop_id
            and ledger.order_id = orders.order_id
    where
        not ledger.is_order_row
        and ledger.counts_in_total
        and ledger.margin_line not in ('ad_charge', 'none')
        and orders.order_id is null
),

charges as (
    select
        shop_id,
        charged_on as day_on,
        charge_type as margin_line,
        currency,
        amount
    from {{ ref('int_costs__invoice_charges_named') }}
    where target = 'none' and is_cost
),

dated as (
    select *
    from adjustments
    union all
    select *
    from charges
),

converted as (
    select
        dated.shop_id,
        {{ iso_week_key('dated.day_on') }} as order_week,
        dated.margin_line,
        {{ converted('dated.amount', 'conversions.rate', 'conversions.reporting_minor_unit') }} as amount
    from dated
    left join conversions
        on
            dated.currency = conversions.currency
            and dated.day_on = conversions.day_on
    union all
    select
        shop_id,
        charge_week as order_week,
        charge_type as margin_line,
        amount
    from {{ ref('int_costs__line_shared_charges') }}
    where order_id is null
    union all
    select
        shop_id,
        spend_week as order_week,
        'ad_spend' as margin_line,
        ad_spend as amount
    from {{ ref('int_marketing__line_ad_spend') }}
    where order_id is null
    union all
    select
        shop_id,
        spend_week as order_week,
        'ad_spend_without_report' as margin_line,
        spend as amount
    from {{ ref('int_marketing__charges_without_report') }}
)

select
    shop_id,
    order_week,
    margin_line,
    {{ money('sum(amount)') }} as amount
from converted
group by shop_id, order_week, margin_line
