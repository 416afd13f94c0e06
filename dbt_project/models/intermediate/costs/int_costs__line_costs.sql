-- What moving each line cost, from invoices, cost list and settlement, in the reporting currency. What
-- stands in one currency is added up first, then converted and rounded once.
with stated as (
    select
        shop_id,
        order_id,
        sku_id,
        ordered_on,
        component,
        currency,
        amount,
        estimated
    from {{ ref('int_costs__line_costs_stated') }}
),

summed as (
    select
        shop_id,
        order_id,
        sku_id,
        ordered_on,
        component,
        currency,
        sum(amount) as amount,
        sum(estimated) as estimated
    from stated
    group by shop_id, order_id, sku_id, ordered_on, component, currency
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
        summed.shop_id,
        summed.order_id,
        summed.sku_id,
        summed.component,
        {{ converted('summed.amount', 'conversions.rate', 'conversions.reporting_minor_unit') }} as amount,
        {{ converted('summed.estimated', 'conversions.rate', 'conversions.reporting_minor_unit') }}
            as estimated
    from summed
    left join conversions
        on
            summed.currency = conversions.currency
            and summed.ordered_on = conversions.day_on
)

select
    shop_id,
    order_id,
    sku_id,
    {{ money("sum(case when component = 'first_leg_freight' then amount else 0 end)") }} as first_leg_freight,
    {{ money("sum(case when component = 'duty' then amount else 0 end)") }} as duty,
    {{ money("sum(case when component = 'import_vat' then amount else 0 end)") }} as import_vat,
    {{ money("sum(case when component = 'customs_clearance' then amount else 0 end)") }} as customs_clearance,
    {{ money("sum(case when component = 'last_mile' then amount else 0 end)") }} as last_mile,
    {{ money("sum(case when component = 'handling' then amount else 0 end)") }} as handling,
    {{ money("sum(case when component = 'return_handling' then amount else 0 end)") }} as return_handling,
    {{ money("sum(case when component = 'return_shipping' then amount else 0 end)") }} as return_shipping,
    {{ money("sum(estimated)") }} as estimated_amount
from converted
group by shop_id, order_id, sku_id
