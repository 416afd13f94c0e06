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
{% for component in ['first_leg_freight', 'duty'] -%}
union all
select
    shop_id,
    order_id,
    sku_id,
    ordered_on,
    '{{ component }}' as component,
    cost_currency as currency,
    'cost list' as source,
    {{ component }}_cost as amount,
    0 as estimated
from {{ ref('int_costs__line_goods') }}
where {{ component }}_cost <> 0
{% endfor -%}
{% for component in [
    'last_mile', 'handling', 'return_shipping', 'duty', 'import_vat', 'customs_clearance',
] -%}
union all
select
    shop_id,
    order_id,
    sku_id,
    ordered_on,
    '{{ component }}' as component,
    currency,
    'settlement' as source,
    {{ component }}_local as amount,
    0 as estimated
from {{ ref('int_margin__line_amounts_local') }}
where {{ component }}_local <> 0
{% endfor %}
