-- Which shops each line of a summary adds up: every shop by itself, and `all` of them.
with shops as (
    select shop_id
    from {{ ref('stg_configuration__shops') }}
)

select
    shop_id,
    shop_id as member_id
from shops
union all
select
    'all' as shop_id,
    shop_id as member_id
from shops
