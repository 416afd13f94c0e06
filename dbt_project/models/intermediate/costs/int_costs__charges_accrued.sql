-- Parcels that have no invoice yet for a charge their carrier usually makes, those to come included: the last
-- known rate stands in until the real one comes, so that the newest week does not look better than it will
-- end.
with charged_parcels as (
    select
        shop_id,
        tracking_id,
        charge_type
    from {{ ref('int_costs__invoice_charges_named') }}
    where is_accrued_until_invoiced and target = 'parcel'
    union
    -- A charge that names only the order is of its parcel, with a number or still to come.
    select
        charges.shop_id,
        parcel_lines.tracking_id,
        charges.charge_type
    from {{ ref('int_costs__invoice_charges_named') }} as charges
    inner join {{ ref('int_costs__parcel_lines') }} as parcel_lines
        on
            charges.shop_id = parcel_lines.shop_id
            and charges.order_id = parcel_lines.order_id
    where charges.is_accrued_until_invoiced and charges.target = 'order' and parcel_lines.target <> 'return'
),

rates as (
    select
        shop_id,
        carrier_key,
        charge_type,
        currency,
        amount
    from {{ ref('int_costs__charge_rates') }}
),

parcels as (
    select
        shop_id,
        tracking_id,
        target,
        coalesce(lower(trim(max(carrier))), '*') as carrier_key
    from {{ ref('int_costs__parcel_lines') }}
    where is_accruable
    group by shop_id, tracking_id, target
)

select
    parcels.shop_id,
    parcels.tracking_id,
    parcels.target,
    rates.charge_type,
    rates.amount,
    rates.currency
from parcels
inner join rates
    on
        parcels.shop_id = rates.shop_id
        and parcels.carrier_key = rates.carrier_key
left join charged_parcels
    on
        parcels.shop_id = charged_parcels.shop_id
        and parcels.tracking_id = charged_parcels.tracking_id
        and rates.charge_type = charged_parcels.charge_type
where charged_parcels.tracking_id is null
