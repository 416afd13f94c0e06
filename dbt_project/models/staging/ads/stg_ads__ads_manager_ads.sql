select
    shop_id,
    ad_account_id,
    report_from,
    report_to,
    ad_name,
    campaign_name,
    primary_status,
    spend_local,
    impressions,
    is_impressions_masked,
    clicks,
    currency,
    source_file,
    file_sha256,
    exported_at,
    source_row
from {{ source('raw', 'ads_manager_ads') }}
qualify {{ newest_file(['shop_id', 'ad_account_id', 'report_from', 'report_to']) }}
