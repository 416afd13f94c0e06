-- Every input of this run with the publication that first had it; 1,000,000 for what none has had yet.
with published as (
    select
        kind,
        shop_id,
        name,
        digest,
        min(sequence) as sequence
    from {{ ref('stg_publications__inputs') }}
    where kind <> 'publication'
    group by kind, shop_id, name, digest
)

select
    inputs.kind,
    inputs.shop_id,
    inputs.name,
    inputs.digest,
    case inputs.kind
        when 'file' then inputs.name
        when 'rule' then 'rules'
        else inputs.kind
    end as cause,
    max(inputs.label) as label,
    cast(coalesce(min(published.sequence), 1000000) as integer) as sequence
from {{ ref('stg_run__inputs') }} as inputs
left join published
    on
        inputs.kind = published.kind
        and inputs.shop_id = published.shop_id
        and inputs.name = published.name
        and inputs.digest = published.digest
group by inputs.kind, inputs.shop_id, inputs.name, inputs.digest
