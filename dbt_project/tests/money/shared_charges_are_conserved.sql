-- What a shop's week was charged or accrued as a whole, storage before all, is on its lines or, in a week
-- without sales, unallocated: to the minor unit, by shop, week and kind.
with charges as (
    select
        shop_id,
        charge_type,
        charged_on,
        currency,
        amount
    from {{ ref('int_costs__invoice_charges_named') }}
    where target in ('storage', 'shop') and is_cost
    union all
    select
        shop_id,
        'storage' as charge_type,
        charged_on,
        currency,
        amount
    from {{ ref('int_costs__storage_accrued') }}
),

charged as (
    select
        charges.shop_id,
        charges.charge_type,
        {{ iso_week_key('charges.charged_on') }} as charge_week,
        sum({{ converted('charges.amount', 'conversions.rate', 'conversions.reporting_minor_unit') }})
            as amount
    from charges
    inner join {{ ref('int_margin__conversions') }} as conversions
        on charges.currency = conversions.currency and charges.charged_on = conversions.day_on
    group by charges.shop_id, charges.charge_type, {{ iso_week_key('charges.charged_on') }}
),

placed as (
    select
        shop_id,
        charge_type,
        charge_week,
        sum(amount) as amount
    from {{ ref('int_costs__line_shared_charges') }}
    group by shop_id, charge_type, charge_week
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
