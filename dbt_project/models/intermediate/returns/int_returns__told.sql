-- No return is none only where an export could have told of one: a statement tells that money went back, only
-- the export of returns why.
select
    shop_id,
    count(case when source = 'returns' then 1 end) > 0 as has_returns,
    count(case when source = 'settlements' then 1 end) > 0 as has_settlements
from {{ ref('stg_run__source_files') }}
where source in ('returns', 'settlements') and status = 'landed'
group by shop_id
