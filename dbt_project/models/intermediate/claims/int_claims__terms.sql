-- The terms of each carrier a shop uses: what the shop agreed comes first, column by column, then the
-- carrier's own row, then the assumption for every other.
with carriers as (
    select distinct
        packages.shop_id,
        packages.market,
        coalesce(packages.carrier, 'unknown') as carrier,
        lower(trim(coalesce(packages.carrier, 'unknown'))) as carrier_key
    from {{ ref('int_fulfillment__packages') }} as packages
),

agreed as (
    select *
    from {{ ref('stg_configuration__claim_terms') }}
),

listed as (
    select *
    from {{ ref('carrier_claim_terms') }}
),

agreed_per_carrier as (
    select
        carriers.shop_id,
        carriers.carrier,
        agreed.lost_after_days,
        agreed.claim_from_days,
        agreed.claim_until_days,
        agreed.damage_until_days,
        agreed.liability_limit,
        agreed.limit_currency,
        agreed.liability_basis,
        agreed.terms_source
    from carriers
    inner join agreed
        on
            carriers.shop_id = agreed.shop_id
            and agreed.carrier in (carriers.carrier_key, '*')
    qualify row_number() over (
        partition by carriers.shop_id, carriers.carrier
        order by case when agreed.carrier = '*' then 1 else 0 end
    ) = 1
),

listed_per_carrier as (
    select
        carriers.shop_id,
        carriers.carrier,
        listed.lost_after_days,
        listed.claim_from_days,
        listed.claim_until_days,
        listed.damage_until_days,
        listed.liability_limit,
        listed.limit_currency,
        listed.liability_basis,
        listed.is_assumption,
        listed.source
    from carriers
    inner join listed
        on
            listed.market in (carriers.market, '*')
            and (
                listed.carrier in (carriers.carrier_key, '*')
                or carriers.carrier_key like concat(listed.carrier, ' %')
            )
    qualify row_number() over (
        partition by carriers.shop_id, carriers.carrier
        order by
            case when listed.carrier = '*' then 0 else length(listed.carrier) end desc,
            case when listed.market = '*' then 1 else 0 end
    ) = 1
)

select
    listed.shop_id,
    listed.carrier,
    coalesce(agreed.lost_after_days, listed.lost_after_days) as lost_after_days,
    coalesce(agreed.claim_from_days, listed.claim_from_days) as claim_from_days,
    coalesce(agreed.claim_until_days, listed.claim_until_days) as claim_until_days,
    coalesce(agreed.damage_until_days, listed.damage_until_days) as damage_until_days,
    coalesce(agreed.liability_limit, listed.liability_limit) as liability_limit,
    case
        when agreed.liability_limit is not null then agreed.limit_currency
        else listed.limit_currency
    end as limit_currency,
    coalesce(agreed.liability_basis, listed.liability_basis) as liability_basis,
    -- Agreed in part, the rest of the terms is still assumed.
    listed.is_assumption and (
        agreed.lost_after_days is null
        or agreed.claim_from_days is null
        or agreed.claim_until_days is null
        or agreed.damage_until_days is null
        or agreed.liability_limit is null
        or agreed.liability_basis is null
    ) as is_assumption,
    coalesce(agreed.terms_source, listed.source) as terms_source
from listed_per_carrier as listed
left join agreed_per_carrier as agreed
    on
        listed.shop_id = agreed.shop_id
        and listed.carrier = agreed.carrier
