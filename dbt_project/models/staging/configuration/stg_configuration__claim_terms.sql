select
    shop_id,
    carrier,
    lost_after_days,
    claim_from_days,
    claim_until_days,
    damage_until_days,
    liability_limit,
    limit_currency,
    liability_basis,
    terms_source
from {{ source('raw', 'shop_claim_terms') }}
