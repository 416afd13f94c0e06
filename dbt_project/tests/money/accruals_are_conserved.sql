-- What stands in for invoices to come is on lines, to the minor unit.
with accrued as (
    select
        shop_id,
        charge_type,
        currency,
        sum(amount) as amount
    from {{ ref('int_costs__charges_accrued') }}
    group by shop_id, charge_type, currency
),

placed as (
    select
        shop_id,
        charge_type,
        currency,
        sum(amount) as amount
    from {{ ref('int_costs__line_charges_in_invoice_currency') }}
    where is_estimated
    group by shop_id, charge_type, currency
)

select
    coalesce(accrued.shop_id, placed.shop_id) as shop_id,
    coalesce(accrued.charge_type, placed.charge_type) as charge_type,
    accrued.amount as accrued,
    placed.amount as placed
from accrued
full outer join placed
    on
        accrued.shop_id = placed.shop_id
        and accrued.charge_type = placed.charge_type
        and accrued.currency = placed.currency
where coalesce(accrued.amount, 0) <> coalesce(placed.amount, 0)
