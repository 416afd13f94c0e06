-- The measures that the exports of this home tell.
select *
from ${shop_risk}
where verdict != 'no_data'
order by shop_id, place
