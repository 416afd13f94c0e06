-- The VAT that may stand on top of a shop's reported ad spend: the standard rate of its market on the day the
-- books speak of, and none where its accounts' spend has it already.
with shops as (
    select
        shops.shop_id,
        shops.market,
        terms.as_of_on
    from {{ ref('stg_configuration__shops') }} as shops
    inner join {{ ref('int_settlements__terms') }} as terms on shops.shop_id = terms.shop_id
),

accounts as (
    select
        shop_id,
        min(case when spend_includes_vat then 1 else 0 end) = 1 as includes_vat
    from {{ ref('stg_configuration__ad_accounts') }}
    group by shop_id
),

rates as (
    select
        shops.shop_id,
        vat_rates.rate
    from shops
    inner join {{ ref('vat_rates') }} as vat_rates
        on
            shops.market = vat_rates.market
            and shops.as_of_on >= vat_rates.valid_from
    qualify row_number() over (partition by shops.shop_id order by vat_rates.valid_from desc) = 1
)

select
    shops.shop_id,
    cast(
        case when coalesce(accounts.includes_vat, false) then 0 else coalesce(rates.rate, 0) end
        as decimal(17, 8)
    ) as vat_rate
from shops
left join accounts on shops.shop_id = accounts.shop_id
left join rates on shops.shop_id = rates.shop_id
