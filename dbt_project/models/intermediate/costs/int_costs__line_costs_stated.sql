-- Every statement of what moving a line cost: invoices and accruals, the cost list, the settlement. A view,
-- read once.
{{ config(materialized='view') }}

select
    shop_id,
    order_id,
    sku_id,
    ordered_on,
    charge_type as component,
    currency,
    case when is_estimated then 'accrual' else 'invoice' end as source,
    amount,
    case when is_estimated then amount else 0 end as estimated
from {{ ref('int_costs__line_charges_in_invoice_currency') }}
union all
select
    shop_id,
    order_id,
    sku_id,
    ordered_on,
    'first_leg_freight' as component,
    cost_currency as currency,
    'cost list' as source,
    first_leg_freight_cost as amount,
    0 as estimated
from {{ ref('int_costs__line_goods') }}
where first_leg_freight_cost <> 0
union all
select
    shop_id,
    order_id,
    sku_id,
    ordered_on,
    'duty' as component,
    cost_currency as currency,
    'cost list' as source,
    duty_cost as amount,
    0 as estimated
from {{ ref('int_costs__line_goods') }}
where duty_cost <> 0
union all
select
    shop_id,
    order_id,
    sku_id,
    ordered_on,
    'last_mile' as component,
    currency,
    'settlement' as source,
    last_mile_local as amount,
    0 as estimated
from {{ ref('int_margin__line_amounts_local') }}
where last_mile_local <> 0
union all
select
    shop_id,
    order_id,
    sku_id,
    ordered_on,
    'handling' as component,
    currency,
    'settlement' as source,
    handling_local as amount,
    0 as estimated
from {{ ref('int_margin__line_amounts_local') }}
where handling_local <> 0
union all
select
    shop_id,
    order_id,
    sku_id,
    ordered_on,
    'return_shipping' as component,
    currency,
    'settlement' as source,
    return_shipping_local as amount,
    0 as estimated
from {{ ref('int_margin__line_amounts_local') }}
where return_shipping_local <> 0
union all
select
    shop_id,
    order_id,
    sku_id,
    ordered_on,
    'duty' as component,
    currency,
    'settlement' as source,
    duty_local as amount,
    0 as estimated
from {{ ref('int_margin__line_amounts_local') }}
where duty_local <> 0
union all
select
    shop_id,
    order_id,
    sku_id,
    ordered_on,
    'import_vat' as component,
    currency,
    'settlement' as source,
    import_vat_local as amount,
    0 as estimated
from {{ ref('int_margin__line_amounts_local') }}
where import_vat_local <> 0
union all
select
    shop_id,
    order_id,
    sku_id,
    ordered_on,
    'customs_clearance' as component,
    currency,
    'settlement' as source,
    customs_clearance_local as amount,
    0 as estimated
from {{ ref('int_margin__line_amounts_local') }}
where customs_clearance_local <> 0
