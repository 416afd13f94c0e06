{{ config(severity='warn') }}
-- Reasons that no seed and no name of the home knows, with what their returns gave back: they are nobody's
-- fault unless evidence says so. Teach the reason (names in a home's contract file) or add it to
-- return_reasons.
select
    shop_id,
    reason,
    currency,
    count(*) as return_count,
    sum(case when is_completed then refund_local else 0 end) as refund_local,
    min(source_file) as first_file
from {{ ref('return_lines') }}
where is_reason_unmapped
group by shop_id, reason, currency
