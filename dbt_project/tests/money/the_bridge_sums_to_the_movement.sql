-- The effects of a week sum to what the margin moved by, per shop and for all, to the last digit; and where
-- one of the weeks has no data every effect is null.
with bridges as (
    select
        shop_id,
        week,
        sum(amount) as amount,
        count(amount) as known_count,
        count(*) as effect_count
    from {{ ref('margin_bridge_weekly') }}
    group by shop_id, week
)

select
    bridges.*,
    weeks.cm3,
    weeks.previous_cm3
from bridges
left join {{ ref('shop_weekly') }} as weeks on bridges.shop_id = weeks.shop_id and bridges.week = weeks.week
where
    bridges.amount is distinct from weeks.cm3 - weeks.previous_cm3
    or bridges.known_count not in (0, bridges.effect_count)
