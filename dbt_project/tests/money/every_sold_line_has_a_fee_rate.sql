{{ config(severity='warn') }}
-- Shops and days whose referral fee no schedule or agreement tells, and no settlement yet: their margins are
-- unknown.
select
    shop_id,
    market,
    count(*) as line_count,
    min(ordered_on) as first_ordered_on,
    max(ordered_on) as last_ordered_on,
    sum(net_sales) as net_sales
from {{ ref('order_line_margins') }}
where referral_fee is null
group by shop_id, market
