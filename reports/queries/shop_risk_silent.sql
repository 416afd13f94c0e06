-- The measures that no export of this home tells, with the limit that they would be held against.
select
    metric,
    window_days,
    risk_limit,
    string_agg(shop_id, ', ' order by shop_id) as shops,
    min(place) as place
from ${shop_risk}
where verdict = 'no_data'
group by metric, window_days, risk_limit
order by place, window_days
