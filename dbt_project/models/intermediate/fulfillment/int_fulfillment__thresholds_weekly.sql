with weeks as (
    select
        week,
        week_start_on
    from {{ ref('int_calendar__weeks') }}
),

thresholds as (
    select *
    from {{ ref('int_fulfillment__thresholds_of_shops') }}
)

select
    thresholds.shop_id,
    weeks.week,
    thresholds.metric,
    thresholds.direction,
    thresholds.window_days,
    thresholds.recommended_threshold,
    thresholds.enforced_threshold,
    thresholds.is_threshold_allowed,
    thresholds.penalty,
    thresholds.rule_version,
    thresholds.is_confirmed
from weeks
inner join thresholds
    on
        -- A week is judged by what was in force when it began.
        weeks.week_start_on >= thresholds.valid_from
        and (thresholds.valid_until is null or weeks.week_start_on < thresholds.valid_until)
