select
    valid_from,
    valid_to,
    shop_id,
    market,
    seller_type,
    standing,
    metric,
    direction,
    window_days,
    recommended_threshold,
    enforced_threshold,
    is_threshold_allowed,
    penalty,
    rule_version,
    is_confirmed,
    source
from {{ source('raw', 'home_sla_thresholds') }}
