select
    carrier,
    concat(warehouse, ' → ', country_code) as lane,
    max(case when milestone = 'scan' then reached_count end) as package_count,
    max(case when milestone = 'scan' then coverage_rate end) as scan_told,
    max(case when milestone = 'departed' then coverage_rate end) as departed_told,
    max(case when milestone = 'arrived' then coverage_rate end) as arrived_told,
    max(case when milestone = 'cleared' then coverage_rate end) as cleared_told,
    max(case when milestone = 'last_mile' then coverage_rate end) as last_mile_told
from marts.milestone_coverage_weekly
where week = ${params.week} and fulfillment_type <> 'fbt'
group by shop_id, carrier, warehouse, country_code, fulfillment_type
order by shop_id, carrier, warehouse, country_code, fulfillment_type
