-- Order lines and settlement rows in another currency than shops.yaml says of their shop, with what they come
-- to: two currencies would be added up as one. Correct the shop's currency, or take the file to its own shop.
with shops as (
    select
        shop_id,
        currency as shop_currency
    from {{ ref('stg_configuration__shops') }}
),

stated as (
    select
        shop_id,
        'orders' as found_in,
        currency,
        source_file,
        value_local as amount_local
    from {{ ref('int_orders__lines') }}
    union all
    select
        shop_id,
        'settlements' as found_in,
        currency,
        source_file,
        settlement_local as amount_local
    from {{ ref('stg_settlements__statement_rows') }}
)

select
    stated.shop_id,
    stated.found_in,
    stated.currency,
    shops.shop_currency,
    count(*) as row_count,
    sum(stated.amount_local) as amount_local,
    min(stated.source_file) as first_file
from stated
inner join shops on stated.shop_id = shops.shop_id
where stated.currency <> shops.shop_currency
group by stated.shop_id, stated.found_in, stated.currency, shops.shop_currency
