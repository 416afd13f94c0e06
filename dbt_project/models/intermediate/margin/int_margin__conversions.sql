-- Every (currency, day) that some amount needs, with its rate. Exactly one place decides what a conversion
-- is.
with reporting as (
    select
        reporting_currency,
        reporting_minor_unit
    from {{ ref('int_margin__reporting') }}
),

needed as (
    select
        currency,
        ordered_on as day_on
    from {{ ref('int_orders__lines') }}
    union
    select
        cost_currency as currency,
        ordered_on as day_on
    from {{ ref('int_costs__line_goods') }}
    where cost_currency is not null
    union
    select
        currency,
        ordered_on as day_on
    from {{ ref('int_costs__line_charges_in_invoice_currency') }}
    union
    select
        currency,
        charged_on as day_on
    from {{ ref('int_costs__invoice_charges_named') }}
    where target = 'none'
    union
    select
        currency,
        rate_on as day_on
    from {{ ref('int_costs__shared_charges') }}
    union
    select
        currency,
        statement_on as day_on
    from {{ ref('stg_settlements__statement_rows') }}
    union
    select
        currency,
        spend_on as day_on
    from {{ ref('int_marketing__ad_spend_daily') }}
    union
    -- A return without its order has no other day than that of its request.
    select
        shops.currency,
        {{ to_local_date('returns.requested_at', 'shops.timezone') }} as day_on
    from {{ ref('stg_returns__returns') }} as returns
    inner join {{ ref('stg_configuration__shops') }} as shops on returns.shop_id = shops.shop_id
    left join {{ ref('int_orders__lines') }} as lines
        on
            returns.shop_id = lines.shop_id
            and returns.order_id = lines.order_id
            and returns.sku_id = lines.sku_id
    where lines.order_id is null
),

rates as (
    select
        from_currency,
        day_on,
        rate,
        rate_on,
        rate_source
    from {{ ref('int_margin__fx_rates_dated') }}
)

select
    needed.currency,
    needed.day_on,
    reporting.reporting_currency,
    reporting.reporting_minor_unit,
    cast(
        case when needed.currency = reporting.reporting_currency then 1 else rates.rate end as decimal(19, 12)
    ) as rate,
    case
        when needed.currency = reporting.reporting_currency then needed.day_on else rates.rate_on
    end as rate_on,
    case when needed.currency = reporting.reporting_currency then 'same currency' else rates.rate_source end
        as rate_source
from needed
cross join reporting
left join rates
    on
        needed.currency = rates.from_currency
        and needed.day_on = rates.day_on
where needed.currency is not null and needed.day_on is not null
