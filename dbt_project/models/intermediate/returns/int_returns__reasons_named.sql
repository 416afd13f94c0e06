-- Every reason the returns export has used, with its fault. A new one is nobody's fault until somebody says.
with reasons as (
    select distinct coalesce(nullif(trim(return_reason), ''), 'not stated') as reason
    from {{ ref('stg_returns__returns') }}
),

faults as (
    select
        fault,
        reason_group,
        lower(trim(return_reason)) as reason_key
    from {{ ref('return_reasons') }}
)

select
    reasons.reason,
    coalesce(faults.fault, 'unknown') as fault,
    coalesce(faults.reason_group, 'other') as reason_group,
    faults.fault is null as is_unmapped
from reasons
left join faults on lower(reasons.reason) = faults.reason_key
