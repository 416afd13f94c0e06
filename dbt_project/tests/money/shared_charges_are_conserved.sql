-- What a shop's week was charged or accrued as a whole, storage before all, is on its lines or, in a week
-- without sales, unallocated: to the minor unit, by shop, week and kind. And an invoice of several weeks is,
-- in its own currency, what its weeks sum to.
with charged as (
    select
        charges.shop_id,
        charges.charge_type,
        charges.charge_week,
        sum({{ converted('charges.amount', 'conversions.rate', 'conversions.reporting_minor_unit') }})
            as amount
    from {{ ref('int_costs__shared_charges') }} as charges
    inner join {{ ref('int_margin__conversions') }} as conversions
        on charges.currency = conversions.currency and charges.rate_on = conversions.day_on
    group by charges.shop_id, charges.charge_type, charges.charge_week
),

placed as (
    select
        shop_id,
        charge_type,
        charge_week,
        sum(amount) as amount
    from {{ ref('int_costs__line_shared_charges') }}
    group by shop_id, charge_type, charge_week
),

weeks as (
    select
        charge_id,
        sum(amount) as amount
    from {{ ref('int_costs__shared_charges') }}
    where not is_estimated
    group by charge_id
)

select
    coalesce(charged.shop_id, placed.shop_id) as shop_id,
    coalesce(charged.charge_week, placed.charge_week) as charge_week,
    coalesce(charged.charge_type, placed.charge_type) as charge_type,
    charged.amount as charged,
    placed.amount as placed
from charged
full outer join placed
    on
        charged.shop_id = placed.shop_id
        and charged.charge_week = placed.charge_week
        and charged.charge_type = placed.charge_type
where coalesce(charged.amount, 0) <> coalesce(placed.amount, 0)
union all
select
    invoices.shop_id,
    concat_ws(' ', 'invoice', invoices.invoice_number) as charge_week,
    invoices.charge_type,
    invoices.amount as charged,
    weeks.amount as placed
from {{ ref('int_costs__invoice_charges_named') }} as invoices
left join weeks on invoices.charge_id = weeks.charge_id
where
    invoices.target in ('storage', 'shop')
    and invoices.is_cost
    and invoices.amount <> coalesce(weeks.amount, 0)
