-- What is not there can't be counted: whoever reads a week is told which exports it was reckoned without.
with shops as (
    select shop_id
    from {{ ref('stg_configuration__shops') }}
),

exports as (
    select
        named.source,
        named.place
    from (
        values
        ('orders', 1),
        ('settlements', 2),
        ('product_costs', 3),
        ('returns', 4),
        ('tracking', 5),
        ('logistics_invoices', 6),
        ('ads', 7),
        ('affiliate_orders', 8)
    ) as named (source, place)
),

files as (
    select
        shop_id,
        source,
        cast(count(*) as integer) as file_count,
        max(exported_at) as newest_exported_at
    from {{ ref('stg_run__source_files') }}
    where status = 'landed'
    group by shop_id, source
),

-- The platform follows and pays what it ships from its own warehouse; who ships with the platform's labels
-- finds the freight in his settlements.
parcels as (
    select
        shop_id,
        count(*) as package_count,
        count(parcel_cost) as costed_package_count
    from {{ ref('int_fulfillment__packages_scored') }}
    where fulfillment_type <> 'fbt'
    group by shop_id
),

-- Whoever is charged for ads or creators in his settlements has them in weeks that are not settled yet, too.
charges as (
    select
        shop_id,
        count(case when margin_line = 'ad_charge' then 1 end) as ad_charge_count,
        count(case when margin_line = 'affiliate_commission' then 1 end) as commission_count
    from {{ ref('int_settlements__amounts_classified') }}
    where margin_line in ('ad_charge', 'affiliate_commission')
    group by shop_id
)

select
    shops.shop_id,
    exports.source,
    cast(exports.place as integer) as place,
    case exports.source
        when 'tracking' then coalesce(parcels.package_count, 0) > 0
        when 'logistics_invoices'
            then coalesce(parcels.package_count, 0) > 0 and parcels.costed_package_count = 0
        when 'ads' then coalesce(charges.ad_charge_count, 0) > 0
        when 'affiliate_orders' then coalesce(charges.commission_count, 0) > 0
        else true
    end as is_needed,
    coalesce(files.file_count, 0) as file_count,
    files.newest_exported_at
from shops
cross join exports
left join files
    on
        shops.shop_id = files.shop_id
        and exports.source = files.source
left join parcels on shops.shop_id = parcels.shop_id
left join charges on shops.shop_id = charges.shop_id
