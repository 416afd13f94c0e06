-- The rows of files that name an order, counted by order and file: the evidence for why a line moved.
with oldest_base as (
    select min(base_sequence) as base_sequence
    from {{ ref('int_restatements__bases') }}
),

-- Before a first publication nothing is late.
files as (
    select
        inputs.shop_id,
        inputs.name as source,
        inputs.digest,
        inputs.label,
        inputs.sequence
    from {{ ref('int_restatements__inputs_dated') }} as inputs
    inner join oldest_base on inputs.sequence > oldest_base.base_sequence
    where inputs.kind = 'file'
),

parcels as (
    select distinct
        shop_id,
        tracking_id,
        order_id
    from {{ ref('int_costs__parcel_lines') }}
),

named as (
    select
        shop_id,
        order_id,
        'orders' as source,
        file_sha256,
        source_row
    from {{ ref('stg_orders__order_lines') }}
    union all
    select
        shop_id,
        order_id,
        'settlements' as source,
        file_sha256,
        source_row
    from {{ ref('int_settlements__amounts_classified') }}
    union all
    select
        shop_id,
        order_id,
        'returns' as source,
        file_sha256,
        source_row
    from {{ ref('stg_returns__returns') }}
    union all
    select
        shop_id,
        order_id,
        'affiliate_orders' as source,
        file_sha256,
        source_row
    from {{ ref('stg_affiliate_orders__commissions') }}
    union all
    select
        charges.shop_id,
        coalesce(parcels.order_id, charges.order_id) as order_id,
        'logistics_invoices' as source,
        charges.file_sha256,
        charges.source_row
    from {{ ref('stg_logistics_invoices__charges') }} as charges
    left join parcels
        on
            charges.shop_id = parcels.shop_id
            and charges.tracking_id = parcels.tracking_id
)

select
    named.shop_id,
    named.order_id,
    named.source,
    named.file_sha256,
    max(files.label) as source_file,
    max(files.sequence) as sequence,
    cast(count(distinct named.source_row) as integer) as row_count
from named
inner join files
    on
        named.shop_id = files.shop_id
        and named.source = files.source
        and named.file_sha256 = files.digest
where named.order_id is not null
group by named.shop_id, named.order_id, named.source, named.file_sha256
