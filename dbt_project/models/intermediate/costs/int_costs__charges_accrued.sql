-- Parcels that left but have no invoice yet for a charge their carrier usually makes: the amount per parcel
-- of the carrier's newest invoice stands in until the real one comes.
with charges as (
    select
        shop_id,
        provider,
        invoice_number,
        invoice_on,
        charge_type,
        tracking_id,
        order_id,
        amount,
        currency
    from {{ ref('int_costs__invoice_charges_named') }}
    where is_accrued_until_invoiced and target in ('parcel', 'order')
),

currencies as (
    select
        currency,
        minor_unit
    from {{ ref('currencies') }}
),

charges_of_newest_invoice as (
    select
        shop_id,
        provider,
        charge_type,
        tracking_id,
        order_id,
        amount,
        currency
    from charges
    qualify dense_rank() over (
        partition by shop_id, provider, charge_type order by invoice_on desc, invoice_number desc
    ) = 1
),

summed as (
    select
        shop_id,
        provider,
        charge_type,
        currency,
        {{ money('sum(amount)') }} as amount,
        -- A charge that names only the order is of a parcel that the others name.
        coalesce(nullif(count(distinct tracking_id), 0), count(distinct order_id)) as parcel_count
    from charges_of_newest_invoice
    group by shop_id, provider, charge_type, currency
),

rates_per_parcel as (
    select
        summed.shop_id,
        summed.charge_type,
        summed.currency,
        lower(trim(summed.provider)) as carrier_key,
        {{ proportional('summed.amount', 1, 'summed.parcel_count', 'currencies.minor_unit') }} as amount
    from summed
    left join currencies on summed.currency = currencies.currency
),

parcels as (
    select
        shop_id,
        tracking_id,
        lower(trim(max(carrier))) as carrier_key
    from {{ ref('int_costs__parcel_lines') }}
    where target = 'parcel' and shipped_at is not null
    group by shop_id, tracking_id
),

charged_parcels as (
    select distinct
        shop_id,
        tracking_id,
        charge_type
    from charges
    where tracking_id is not null
)

select
    parcels.shop_id,
    parcels.tracking_id,
    rates_per_parcel.charge_type,
    rates_per_parcel.amount,
    rates_per_parcel.currency
from parcels
inner join rates_per_parcel
    on
        parcels.shop_id = rates_per_parcel.shop_id
        and parcels.carrier_key = rates_per_parcel.carrier_key
left join charged_parcels
    on
        parcels.shop_id = charged_parcels.shop_id
        and parcels.tracking_id = charged_parcels.tracking_id
        and rates_per_parcel.charge_type = charged_parcels.charge_type
where charged_parcels.tracking_id is null
