-- Each line of the margin in a week and in the calendar week before, with the sign it has in cm3. An SKU
-- whose margin is unknown in one of the weeks has one line, `unknown_margin`, which moves by all that it had.
with margins as (
    select *
    from {{ ref('int_margin__margins_weekly') }}
),

fx_effects as (
    select
        shop_id,
        order_week,
        sku_id,
        effect,
        fx
    from {{ ref('int_margin__fx_effects_weekly') }}
),

traded_weeks as (
    select distinct order_week as week
    from margins
    where cm3 is not null
),

week_pairs as (
    select
        calendar.week,
        calendar.previous_week
    from {{ ref('int_calendar__weeks') }} as calendar
    inner join traded_weeks on calendar.week = traded_weeks.week
    inner join traded_weeks as traded_before on calendar.previous_week = traded_before.week
),

in_pairs as (
    select
        week_pairs.week,
        margins.order_week = week_pairs.week as is_this_week,
        margins.*
    from week_pairs
    inner join margins on margins.order_week in (week_pairs.week, week_pairs.previous_week)
),

known as (
    select
        *,
        count(case when cm3 is null then 1 end) over (partition by shop_id, week, sku_id) > 0 as is_unknown
    from in_pairs
),

signed as (
    select
        known.shop_id,
        known.week,
        known.sku_id,
        known.is_this_week,
        names.effect,
        names.is_by_unit,
        case when known.is_unknown then 0 else known.unit_count end as units,
        coalesce(case names.effect
            when 'price' then known.gross_sales
            when 'discount' then -known.seller_discount
            when 'unit_cost' then -known.cost_of_goods
            when 'fulfilment' then known.shipping_income - known.fulfilment_cost
            when 'fees' then -known.platform_fees
            when 'returns' then known.cost_of_goods_recovered - known.refunds - known.return_cost
            when 'ads' then -known.ad_spend - known.other_marketing
            when 'creators' then -known.affiliate_commission - known.sample_cost
            when 'unknown_margin' then known.cm3
        end, 0) as amount
    from known
    inner join (
        values
        ('price', true),
        ('discount', true),
        ('unit_cost', true),
        ('fulfilment', true),
        ('fees', true),
        ('returns', true),
        ('ads', false),
        ('creators', false),
        ('unknown_margin', false)
    ) as names (effect, is_by_unit)
        on known.is_unknown = (names.effect = 'unknown_margin')
),

paired as (
    select
        shop_id,
        week,
        sku_id,
        effect,
        is_by_unit,
        cast(sum(case when is_this_week then units else 0 end) as integer) as units,
        cast(sum(case when is_this_week then 0 else units end) as integer) as previous_units,
        {{ money('sum(case when is_this_week then amount else 0 end)') }} as amount,
        {{ money('sum(case when is_this_week then 0 else amount end)') }} as previous_amount
    from signed
    group by shop_id, week, sku_id, effect, is_by_unit
)

select
    paired.*,
    coalesce(fx_effects.fx, {{ money('0') }}) as fx
from paired
left join fx_effects
    on
        paired.shop_id = fx_effects.shop_id
        and paired.week = fx_effects.order_week
        and paired.sku_id = fx_effects.sku_id
        and paired.effect = fx_effects.effect
