-- Charges per order line in the reporting currency, one column per kind.
with charges as (
    select
        shop_id,
        order_id,
        sku_id,
        ordered_on,
        charge_type,
        currency,
        is_estimated,
        amount
    from {{ ref('int_costs__line_charges_in_invoice_currency') }}
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
        charges.shop_id,
        charges.order_id,
        charges.sku_id,
        charges.charge_type,
        charges.is_estimated,
        {{ converted('charges.amount', 'conversions.rate', 'conversions.reporting_minor_unit') }} as amount
    from charges
    left join conversions
        on
            charges.currency = conversions.currency
            and charges.ordered_on = conversions.day_on
)

select
    shop_id,
    order_id,
    sku_id,
    {{ money("sum(case when charge_type = 'first_leg_freight' then amount else 0 end)") }} as first_leg_freight,
    {{ money("sum(case when charge_type = 'duty' then amount else 0 end)") }} as duty,
    {{ money("sum(case when charge_type = 'last_mile' then amount else 0 end)") }} as last_mile,
    {{ money("sum(case when charge_type = 'handling' then amount else 0 end)") }} as handling,
    {{ money("sum(case when charge_type = 'return_handling' then amount else 0 end)") }} as return_handling,
    {{ money("sum(case when charge_type = 'return_shipping' then amount else 0 end)") }} as return_shipping,
    {{ money("sum(case when is_estimated then amount else 0 end)") }} as estimated_charges
from converted
group by shop_id, order_id, sku_id
