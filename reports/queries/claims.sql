select
    shop_id,
    order_id,
    tracking_id,
    carrier,
    reason,
    status,
    last_claim_on,
    days_left,
    claimable,
    claimable_basis,
    is_assumption
from marts.claims
where status in ('expiring', 'open', 'not_yet', 'unknown')
order by last_claim_on nulls last, claimable desc nulls last, shop_id, order_id, package_key
limit 50
