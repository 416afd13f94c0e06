-- The bridge of each SKU: what moved its contribution margin from one week to the next. docs/money.md has it
-- in words. Every part is an exact fraction over previous units × previous units of the shop, rounded at the
-- end so that the parts sum to the movement.
with lines as (
    select
        *,
        {{ ten_thousandths('amount - fx') }} as amount_now,
        {{ ten_thousandths('previous_amount') }} as amount_before,
        {{ ten_thousandths('amount - fx - previous_amount') }} as whole_change
    from {{ ref('int_margin__bridge_lines_weekly') }}
),

reporting as (
    select reporting_minor_unit
    from {{ ref('int_margin__reporting') }}
),

summed as (
    select
        shop_id,
        week,
        sku_id,
        max(units) as units,
        max(previous_units) as previous_units,
        sum(case when is_by_unit then amount - fx else 0 end) as unit_margin,
        sum(case when is_by_unit then previous_amount else 0 end) as previous_unit_margin,
        sum(fx) as fx,
        {{ money('sum(amount) - sum(previous_amount)') }} as movement
    from lines
    group by shop_id, week, sku_id
),

sized as (
    select
        *,
        {{ ten_thousandths('unit_margin') }} as margin_now,
        {{ ten_thousandths('previous_unit_margin') }} as margin_before,
        {{ ten_thousandths('fx') }} as fx_now,
        {{ whole_number('units') }} as q1,
        {{ whole_number('previous_units') }} as q0,
        {{ whole_number('sum(units) over (partition by shop_id, week)') }} as shop_q1,
        {{ whole_number('sum(previous_units) over (partition by shop_id, week)') }} as shop_q0
    from summed
),

based as (
    select
        sized.*,
        greatest(sized.q0, 1) as sku_base,
        greatest(sized.shop_q0, 1) as shop_base,
        -- Sold now and not before: there is no unit margin to compare with.
        sized.q0 = 0 and sized.q1 > 0 as is_new,
        (sized.margin_now - sized.margin_before) * greatest(sized.q0, 1) * greatest(sized.shop_q0, 1)
            as all_of_it
    from sized
),

fractions as (
    select
        based.shop_id,
        based.week,
        based.sku_id,
        based.movement,
        lines.effect,
        based.sku_base * based.shop_base as denominator,
        case
            when not lines.is_by_unit or (based.q0 = 0 and not based.is_new)
                then lines.whole_change * based.sku_base
            when based.is_new then 0
            else lines.amount_now * based.q0 - lines.amount_before * based.q1
        end * based.shop_base as numerator
    from based
    inner join lines
        on
            based.shop_id = lines.shop_id
            and based.week = lines.week
            and based.sku_id = lines.sku_id
    union all
    select
        based.shop_id,
        based.week,
        based.sku_id,
        based.movement,
        names.effect,
        based.sku_base * based.shop_base as denominator,
        case
            when names.effect = 'fx' then based.fx_now * based.sku_base * based.shop_base
            -- A shop that sold nothing before has no mix: all that is new is volume.
            when based.is_new and (names.effect = 'volume') = (based.shop_q0 = 0) then based.all_of_it
            when based.q0 = 0 then 0
            when names.effect = 'volume' then based.margin_before * (based.shop_q1 - based.shop_q0) * based.q0
            else based.margin_before * (based.q1 * based.shop_q0 - based.q0 * based.shop_q1)
        end as numerator
    from based
    cross join (values ('volume'), ('mix'), ('fx')) as names (effect)
),

candidates as (
    select
        fractions.*,
        reporting.reporting_minor_unit
    from fractions
    cross join reporting
),

parts as (
    {{ fractions_rounded_to_their_sum(
        relation='candidates',
        columns=['shop_id', 'week', 'sku_id', 'effect'],
        numerator='numerator',
        denominator='denominator',
        whole='movement',
        minor_unit='reporting_minor_unit',
        group_by=['shop_id', 'week', 'sku_id'],
        order_by=['effect'],
        part='amount'
    ) }}
)

select * from parts
