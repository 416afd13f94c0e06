-- Each cohort at each moment: what it had come back, what its ages should have brought by then, and what they
-- bring yet by the rates of its category alone.
with exposures as (
    select *
    from {{ ref('int_returns__exposures') }}
),

credibility as (
    select
        shop_id,
        moment_on,
        has_experience
    from {{ ref('int_returns__credibility') }}
),

tails as (
    select *
    from {{ ref('int_returns__tails') }}
),

before_delivery as (
    select *
    from tails
    where age_days = -1
),

-- Who was followed to the end of the development has nothing to come, whoever knows the rates.
aged as (
    select
        exposures.*,
        exposures.age_days < {{ development_days() }} - 1 as is_open,
        before_delivery.final_unit_rate,
        before_delivery.own_weight,
        coalesce(tails.units_to_come, 0) as units_to_come,
        coalesce(tails.loss_to_come, 0) as loss_to_come,
        coalesce(tails.refunds_to_come, 0) as refunds_to_come,
        coalesce(tails.goods_to_come, 0) as goods_to_come,
        coalesce(tails.units_error, 0) as units_error,
        coalesce(tails.loss_error, 0) as loss_error
    from exposures
    left join before_delivery
        on
            exposures.shop_id = before_delivery.shop_id
            and exposures.moment_on = before_delivery.moment_on
            and exposures.product_category = before_delivery.product_category
    left join tails
        on
            exposures.shop_id = tails.shop_id
            and exposures.moment_on = tails.moment_on
            and exposures.product_category = tails.product_category
            and exposures.age_days = tails.age_days
),

summed as (
    select
        shop_id,
        moment_on,
        moment_week,
        is_now,
        product_category,
        order_week,
        min(week_start_on) as week_start_on,
        max(case when is_experience then 1 else 0 end) = 1 as is_experience,
        -- A line without a unit is open too: its value may go back.
        max(case when is_open then 1 else 0 end) = 0 as is_closed,
        max(own_weight) as own_weight,
        cast(sum(unit_count) as integer) as unit_count,
        cast(sum(case when age_days = -1 then unit_count else 0 end) as integer) as undelivered_unit_count,
        cast(sum(case when is_open then unit_count else 0 end) as integer) as open_unit_count,
        cast(sum(cancelled_later_unit_count) as integer) as cancelled_later_unit_count,
        {{ money('sum(line_value)') }} as line_value,
        cast(sum(returned_unit_count) as integer) as returned_unit_count,
        cast(sum(returned_before_delivery_unit_count) as integer) as returned_before_delivery_unit_count,
        cast(
            sum(case when return_age_days < {{ development_days() }} then returned_unit_count else 0 end)
            as integer
        ) as developed_unit_count,
        {{ money('sum(return_loss)') }} as return_loss,
        {{ money('sum(refunds)') }} as refunds,
        {{ money('sum(goods_back)') }} as goods_back,
        sum({{ wide_number('unit_count * (final_unit_rate - units_to_come)') }}) as expected_by_now,
        sum({{ wide_number('unit_count * units_to_come') }}) as units_to_come,
        sum({{ wide_number('line_value * loss_to_come') }}) as loss_to_come,
        sum({{ wide_number('line_value * refunds_to_come') }}) as refunds_to_come,
        sum({{ wide_number('line_value * goods_to_come') }}) as goods_to_come,
        sum({{ wide_number('unit_count * units_error') }}) as units_error,
        sum({{ wide_number('line_value * loss_error') }}) as loss_error
    from aged
    group by shop_id, moment_on, moment_week, is_now, product_category, order_week
)

select
    summed.*,
    coalesce(credibility.has_experience, false) or summed.is_closed as is_known,
    -- A week that nobody's rates are known for has come to its end all the same.
    case
        when summed.is_closed then cast(1 as decimal(18, 12))
        else {{ small_share('summed.expected_by_now', 'summed.expected_by_now + summed.units_to_come') }}
    end as development_share
from summed
left join credibility on summed.shop_id = credibility.shop_id and summed.moment_on = credibility.moment_on
