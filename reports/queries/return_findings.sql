select
    findings.shop_id,
    findings.place,
    findings.dimension,
    coalesce(findings.seller_sku, findings.member) as label,
    findings.product_name,
    findings.compared_count,
    findings.returned_count,
    findings.return_rate as share_back,
    findings.other_return_rate,
    findings.rate_ratio,
    findings.main_reason,
    findings.main_reason_share,
    findings.return_cost as group_return_cost,
    findings.excess_cost,
    findings.is_told_already,
    findings.told_by_place,
    coalesce(tellers.seller_sku, tellers.member) as told_by,
    findings.excess_cost_told_first,
    count(weeks.week) as week_count
from marts.return_findings as findings
left join marts.return_findings as tellers
    on
        findings.shop_id = tellers.shop_id
        and findings.week = tellers.week
        and findings.told_by_place = tellers.place
left join marts.calendar_weeks as weeks
    on weeks.week between findings.first_order_week and findings.last_order_week
where findings.week = ${params.week}
group by all
order by findings.excess_cost desc, findings.shop_id, findings.place
