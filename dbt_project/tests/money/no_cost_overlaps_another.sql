{{ config(severity='warn') }}
-- Two costs of one SKU for the same days, with both amounts: of rows with the same first day the later row of
-- the newest file counts, else the one that begins later. Correct the cost list, so that nobody has to guess.
with stated as (
    select
        shop_id,
        seller_sku,
        valid_from,
        valid_to,
        unit_cost,
        currency,
        source_file,
        file_sha256,
        source_row
    from {{ source('raw', 'product_costs') }}
),

same_first_day as (
    select
        earlier.shop_id,
        earlier.seller_sku,
        earlier.valid_from,
        earlier.source_file,
        earlier.source_row,
        earlier.unit_cost,
        earlier.currency,
        later.source_row as other_row,
        later.valid_from as other_valid_from,
        later.unit_cost as other_unit_cost,
        later.currency as other_currency
    from stated as earlier
    inner join stated as later
        on
            earlier.shop_id = later.shop_id
            and earlier.seller_sku = later.seller_sku
            and earlier.valid_from = later.valid_from
            and earlier.file_sha256 = later.file_sha256
            and earlier.source_row < later.source_row
    where
        earlier.unit_cost is distinct from later.unit_cost
        or earlier.currency is distinct from later.currency
),

used as (
    select *
    from {{ ref('stg_product_costs__costs') }}
),

running_over as (
    select
        earlier.shop_id,
        earlier.seller_sku,
        earlier.valid_from,
        earlier.source_file,
        earlier.source_row,
        earlier.unit_cost,
        earlier.currency,
        later.source_row as other_row,
        later.valid_from as other_valid_from,
        later.unit_cost as other_unit_cost,
        later.currency as other_currency
    from used as earlier
    inner join used as later
        on
            earlier.shop_id = later.shop_id
            and earlier.seller_sku = later.seller_sku
            and earlier.valid_from < later.valid_from
            and earlier.valid_to >= later.valid_from
)

select * from same_first_day
union all
select * from running_over
