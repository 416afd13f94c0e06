-- How long each leg had lasted by each moment, in hours worked: ended, or still open and counted until then.
with situations as (
    select
        *,
        situation = 'done' as is_done,
        case situation
            when 'done' then event_worked_seconds
            when 'called_off' then coalesce(stopped_worked_seconds, moment_worked_seconds)
            when 'lost' then stopped_worked_seconds
            else moment_worked_seconds
        end as seen_worked_seconds
    from {{ ref('int_forecast__situations') }}
    where is_in_window
),

legs as (
    select
        weeks_ago,
        shop_id,
        concat('paid_to_', event) as leg,
        warehouse,
        'all' as carrier,
        is_done,
        greatest(seen_worked_seconds - paid_worked_seconds, 0) as lasted_seconds
    from situations
    union all
    select
        weeks_ago,
        shop_id,
        concat(case when step = 'dispatch' then 'ready' else 'scan' end, '_to_', event) as leg,
        warehouse,
        carrier,
        is_done,
        greatest(
            seen_worked_seconds
            - case when step = 'dispatch' then ready_worked_seconds else scan_worked_seconds end,
            0
        ) as lasted_seconds
    from situations
    where case when step = 'dispatch' then ready_at else scan_at end < moment_at
)

select
    weeks_ago,
    shop_id,
    leg,
    warehouse,
    carrier,
    case
        when is_done then {{ begun_hours('lasted_seconds') }}
        else {{ full_hours('lasted_seconds') }}
    end as hours,
    cast(count(case when is_done then 1 end) as integer) as ended_count,
    cast(count(case when not is_done then 1 end) as integer) as censored_count
from legs
group by
    weeks_ago, shop_id, leg, warehouse, carrier,
    case
        when is_done then {{ begun_hours('lasted_seconds') }}
        else {{ full_hours('lasted_seconds') }}
    end
