select
    shop_id,
    carrier,
    first_week,
    last_week,
    week_count,
    late_count,
    due_count,
    money_paid_for_sure,
    money_paid_at_most
from marts.late_spells
where first_week <= ${params.week}
    and last_week in (
        select week from marts.calendar_weeks where week <= ${params.week} order by week desc limit 12
    )
order by last_week desc, money_paid_for_sure desc, shop_id, carrier
