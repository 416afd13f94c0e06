select
    shop_id,
    sum(due_count)::bigint as due_count,
    sum(on_time_count)::bigint as on_time_count,
    sum(late_count)::bigint as late_count,
    sum(overdue_count)::bigint as overdue_count,
    sum(open_count)::bigint as open_count,
    sum(unknown_count)::bigint as unknown_count,
    sum(exempt_count)::bigint as exempt_count,
    sum(cancelled_count)::bigint as cancelled_count
from marts.fulfillment_sla_weekly
where week = ${params.week}
group by shop_id
order by shop_id
