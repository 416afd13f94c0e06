-- How long each shop's money may take, by the terms of its market that hold now.
with shops as (
    select
        shop_id,
        market,
        timezone
    from {{ ref('stg_configuration__shops') }}
),

terms as (
    select
        market,
        settled_within_days,
        paid_within_days,
        valid_from
    from {{ ref('settlement_terms') }}
),

reporting as (
    select as_of
    from {{ ref('int_margin__reporting') }}
),

candidates as (
    select
        shops.shop_id,
        terms.settled_within_days,
        terms.paid_within_days,
        terms.valid_from,
        case when terms.market = '*' then 0 else 1 end as precedence,
        {{ to_local_date('reporting.as_of', 'shops.timezone') }} as as_of_on
    from shops
    cross join reporting
    inner join terms
        on
            terms.market in (shops.market, '*')
            and terms.valid_from <= {{ to_local_date('reporting.as_of', 'shops.timezone') }}
)

select
    shop_id,
    settled_within_days,
    paid_within_days,
    as_of_on
from candidates
qualify row_number() over (partition by shop_id order by precedence desc, valid_from desc) = 1
