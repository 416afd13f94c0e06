-- Each charge of each invoice with our name for it, and what it is to be charged to.
with charges as (
    select
        shop_id,
        invoice_number,
        invoice_on,
        provider,
        charge_type as charge_name,
        nullif(trim(tracking_id), '') as tracking_id,
        nullif(trim(order_id), '') as order_id,
        nullif(trim(seller_sku), '') as seller_sku,
        quantity,
        amount,
        currency,
        grade,
        lower(trim(allocation_basis)) as basis_key,
        coalesce(service_from, invoice_on) as charged_on,
        service_to,
        source_file,
        file_sha256,
        source_row
    from {{ ref('stg_logistics_invoices__charges') }}
),

charge_types as (
    select
        charge_type,
        is_accrued_until_invoiced,
        lower(trim(charge_name)) as charge_key
    from {{ ref('charge_types') }}
),

bases as (
    select
        basis_text,
        basis
    from {{ ref('allocation_bases') }}
),

shops as (
    select
        shop_id,
        import_vat_is_cost
    from {{ ref('stg_configuration__shops') }}
),

parcels as (
    select distinct
        shop_id,
        tracking_id,
        target
    from {{ ref('int_costs__parcel_lines') }}
    where target <> 'to come'
),

orders as (
    select distinct
        shop_id,
        order_id
    from {{ ref('int_orders__lines') }}
)

select
    {{ hash_key(['charges.shop_id', 'charges.provider', 'charges.invoice_number', 'charges.file_sha256',
        'charges.source_row', 'charges.charge_name']) }} as charge_id,
    charges.shop_id,
    charges.provider,
    charges.invoice_number,
    charges.invoice_on,
    charges.charged_on,
    -- Null where the invoice says no last day, or one before the first.
    case when charges.service_to >= charges.charged_on then charges.service_to end as charged_to,
    charges.charge_name,
    -- A charge nobody has named yet is still paid: it counts as handling, and a test lists it.
    coalesce(charge_types.charge_type, 'handling') as charge_type,
    charge_types.charge_type is null as is_unmapped,
    coalesce(charge_types.is_accrued_until_invoiced, false) as is_accrued_until_invoiced,
    -- Import VAT that a shop reclaims is no cost of it.
    coalesce(charge_types.charge_type, '') <> 'import_vat' or coalesce(shops.import_vat_is_cost, true)
        as is_cost,
    coalesce(bases.basis, 'quantity') as allocation_basis,
    charges.basis_key is not null and charges.basis_key <> '' and bases.basis is null as is_basis_unknown,
    case
        when charge_types.charge_type = 'storage' then 'storage'
        -- A charge that names no parcel and no order, and says what it goes by, is the shop's of that week.
        when charges.tracking_id is null and charges.order_id is null and bases.basis is not null
            then 'shop'
        when parcels.target is not null then parcels.target
        when charges.tracking_id is null and orders.order_id is not null then 'order'
        else 'none'
    end as target,
    charges.tracking_id,
    charges.order_id,
    charges.seller_sku,
    charges.quantity,
    charges.grade,
    {{ money('coalesce(charges.amount, 0)') }} as amount,
    charges.currency,
    charges.source_file,
    charges.source_row
from charges
left join charge_types on lower(trim(charges.charge_name)) = charge_types.charge_key
left join bases on charges.basis_key = bases.basis_text
left join shops on charges.shop_id = shops.shop_id
left join parcels
    on
        charges.shop_id = parcels.shop_id
        and charges.tracking_id = parcels.tracking_id
left join orders
    on
        charges.shop_id = orders.shop_id
        and charges.order_id = orders.order_id
