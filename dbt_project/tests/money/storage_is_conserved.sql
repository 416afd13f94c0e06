-- Storage on lines plus storage of weeks without sales is what the warehouses charged, by shop and week.
with charged as (
    select
        charges.shop_id,
        {{ iso_week_key('charges.charged_on') }} as charge_week,
        sum({{ converted('charges.amount', 'conversions.rate', 'conversions.reporting_minor_unit') }})
            as storage
    from {{ ref('int_costs__invoice_charges_named') }} as charges
    inner join {{ ref('int_margin__conversions') }} as conversions
        on charges.currency = conversions.currency and charges.charged_on = conversions.day_on
    where charges.target = 'storage'
    group by charges.shop_id, {{ iso_week_key('charges.charged_on') }}
),

placed as (
    select
        shop_id,
        charge_week,
        sum(storage) as storage
    from {{ ref('int_costs__line_storage') }}
    group by shop_id, charge_week
)

select
    coalesce(charged.shop_id, placed.shop_id) as shop_id,
    coalesce(charged.charge_week, placed.charge_week) as charge_week,
    charged.storage as charged,
    placed.storage as placed
from charged
full outer join placed on charged.shop_id = placed.shop_id and charged.charge_week = placed.charge_week
where coalesce(charged.storage, 0) <> coalesce(placed.storage, 0)
