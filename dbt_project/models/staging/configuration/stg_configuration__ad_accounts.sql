select
    ad_account_id,
    shop_id,
    timezone,
    currency,
    spend_includes_vat
from {{ source('raw', 'ad_accounts') }}
