-- The last known rate: what each kind of charge comes to per parcel on the newest invoice of each carrier,
-- and under `*` over the newest invoices of all carriers that a shop still hears from, for parcels whose
-- carrier nobody knows yet.
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
    where is_accrued_until_invoiced and is_cost and target in ('parcel', 'order')
),

currencies as (
    select
        currency,
        minor_unit
    from {{ ref('currencies') }}
),

of_newest_invoices as (
    select
        shop_id,
        lower(trim(provider)) as carrier_key,
        invoice_on,
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

-- A carrier silent for four weeks says nothing of a parcel to come.
still_heard_from as (
    select
        shop_id,
        charge_type,
        {{ add_days('max(invoice_on)', -28) }} as first_on
    from of_newest_invoices
    group by shop_id, charge_type
),

by_bearer as (
    select
        shop_id,
        carrier_key,
        charge_type,
        tracking_id,
        order_id,
        amount,
        currency
    from of_newest_invoices
    union all
    select
        newest.shop_id,
        '*' as carrier_key,
        newest.charge_type,
        newest.tracking_id,
        newest.order_id,
        newest.amount,
        newest.currency
    from of_newest_invoices as newest
    inner join still_heard_from
        on
            newest.shop_id = still_heard_from.shop_id
            and newest.charge_type = still_heard_from.charge_type
            and newest.invoice_on >= still_heard_from.first_on
),

-- A charge that names only the order is of a parcel that the others name.
parcels as (
    select
        shop_id,
        carrier_key,
        charge_type,
        coalesce(nullif(count(distinct tracking_id), 0), count(distinct order_id)) as parcel_count
    from by_bearer
    group by shop_id, carrier_key, charge_type
),

summed as (
    select
        shop_id,
        carrier_key,
        charge_type,
        currency,
        {{ money('sum(amount)') }} as amount
    from by_bearer
    group by shop_id, carrier_key, charge_type, currency
)

select
    summed.shop_id,
    summed.carrier_key,
    summed.charge_type,
    summed.currency,
    {{ proportional('summed.amount', 1, 'parcels.parcel_count', 'currencies.minor_unit') }} as amount
from summed
inner join parcels
    on
        summed.shop_id = parcels.shop_id
        and summed.carrier_key = parcels.carrier_key
        and summed.charge_type = parcels.charge_type
left join currencies on summed.currency = currencies.currency
