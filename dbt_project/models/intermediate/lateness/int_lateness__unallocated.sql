-- What the platform charged without naming an order, in the week of its statement, as the margin has it.
with charged as (
    select
        shop_id,
        order_week,
        amount
    from {{ ref('int_margin__unallocated') }}
    where margin_line = 'late_compensation'
),

conversions as (
    select
        currency,
        day_on,
        rate,
        reporting_minor_unit
    from {{ ref('int_margin__conversions') }}
),

-- Converted row by row like the margin's, so that they are parts of the same whole.
penalties as (
    select
        adjustments.shop_id,
        {{ iso_week_key('adjustments.statement_on') }} as order_week,
        adjustments.cause,
        {{ converted(
            '-adjustments.amount_local', 'conversions.rate', 'conversions.reporting_minor_unit'
        ) }} as amount
    from {{ ref('int_lateness__adjustments') }} as adjustments
    left join conversions
        on
            adjustments.currency = conversions.currency
            and adjustments.statement_on = conversions.day_on
    where adjustments.order_id is null and adjustments.fee_type = 'platform_penalty'
),

penalties_weekly as (
    select
        shop_id,
        order_week,
        sum(amount) as amount,
        sum(case when cause = 'late' then amount else 0 end) as amount_for_lateness
    from penalties
    group by shop_id, order_week
)

select
    charged.shop_id,
    charged.order_week,
    charged.amount as late_compensation,
    {{ money('coalesce(penalties_weekly.amount, 0)') }} as platform_penalty,
    {{ money('coalesce(penalties_weekly.amount_for_lateness, 0)') }} as platform_penalty_for_lateness
from charged
left join penalties_weekly
    on
        charged.shop_id = penalties_weekly.shop_id
        and charged.order_week = penalties_weekly.order_week
