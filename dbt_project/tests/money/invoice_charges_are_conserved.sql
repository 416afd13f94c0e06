-- What carriers and warehouses charged for parcels, returns and orders is on lines, to the minor unit of the
-- invoice.
with charged as (
    select
        shop_id,
        charge_type,
        currency,
        sum(amount) as amount
    from {{ ref('int_costs__invoice_charges_named') }}
    where target in ('parcel', 'return', 'order') and is_cost
    group by shop_id, charge_type, currency
),

placed as (
    select
        shop_id,
        charge_type,
        currency,
        sum(amount) as amount
    from {{ ref('int_costs__line_charges_in_invoice_currency') }}
    where not is_estimated
    group by shop_id, charge_type, currency
)

select
    coalesce(charged.shop_id, placed.shop_id) as shop_id,
    coalesce(charged.charge_type, placed.charge_type) as charge_type,
    coalesce(charged.currency, placed.currency) as currency,
    charged.amount as charged,
    placed.amount as placed
from charged
full outer join placed
    on
        charged.shop_id = placed.shop_id
        and charged.charge_type = placed.charge_type
        and charged.currency = placed.currency
where coalesce(charged.amount, 0) <> coalesce(placed.amount, 0)
