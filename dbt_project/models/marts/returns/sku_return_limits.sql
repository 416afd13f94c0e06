-- With a kept unit earning m and a returned one costing c, a SKU earns (1 - r) m - r c at the return rate r:
-- nothing at r = m / (m + c), its break-even rate.
with rules as (
    select
        {{ finding_rule('fewest_units') }} as fewest_units,
        {{ finding_rule('fewest_returned_units') }} as fewest_returned_units
    from {{ ref('return_finding_rules') }}
),

windows as (
    select
        *,
        {{ rate('returned_unit_count', 'unit_count') }} as return_rate,
        {{ money_per('line_value', 'unit_count') }} as unit_value,
        {{ money_per('whole_line_cm3', 'whole_line_unit_count') }} as cm3_per_kept_unit
    from {{ ref('int_findings__sku_windows') }}
),

-- What the returned units took: the kept ones at what kept ones earn, less what all earned together.
losses as (
    select
        *,
        cm3_per_kept_unit * (unit_count - returned_unit_count) - cm3 as returned_loss,
        sum(unit_count) over (partition by shop_id, week, product_key) - unit_count as sibling_unit_count,
        sum(returned_unit_count) over (partition by shop_id, week, product_key) - returned_unit_count
            as sibling_returned_unit_count,
        sum(unit_count) over (partition by shop_id, week) - unit_count as other_unit_count,
        sum(returned_unit_count) over (partition by shop_id, week) - returned_unit_count
            as other_returned_unit_count
    from windows
),

shared as (
    select
        *,
        sum(returned_loss) over (partition by shop_id, week) as shop_returned_loss,
        sum(case when returned_loss is not null then unit_value * returned_unit_count end)
            over (partition by shop_id, week) as shop_returned_value
    from losses
),

costed as (
    select
        shared.*,
        rules.fewest_units,
        case
            when shared.cm3_per_kept_unit is null then null
            when shared.returned_unit_count >= rules.fewest_returned_units then 'own'
            when shared.shop_returned_value > 0 then 'shop'
        end as cost_basis,
        -- The rate that the same shop reaches with what is most alike.
        case
            when shared.sibling_unit_count >= rules.fewest_units
                then {{ rate('shared.sibling_returned_unit_count', 'shared.sibling_unit_count') }}
            when shared.other_unit_count >= rules.fewest_units
                then {{ rate('shared.other_returned_unit_count', 'shared.other_unit_count') }}
        end as usual_return_rate
    from shared
    cross join rules
),

priced as (
    select
        *,
        case
            when cost_basis = 'own' then {{ money_per('returned_loss', 'returned_unit_count') }}
            -- From the shop's share of the goods' value.
            when cost_basis = 'shop' then {{ proportional(
                'unit_value', 'greatest(shop_returned_loss, 0)', 'shop_returned_value', '4'
            ) }}
        end as cost_per_returned_unit
    from costed
),

limits as (
    select
        *,
        case
            when cm3_per_kept_unit <= 0 then cast(0 as decimal(9, 6))
            when cost_per_returned_unit <= 0 then cast(1 as decimal(9, 6))
            else {{ money_ratio('cm3_per_kept_unit', '(cm3_per_kept_unit + cost_per_returned_unit)') }}
        end as break_even_rate
    from priced
),

judged as (
    select
        limits.*,
        findings.excess_cost,
        case
            when limits.unit_count < limits.fewest_units then 'too_few_units'
            when limits.cm3 is null then 'margin_not_known'
            when limits.cm3_per_kept_unit <= 0 then 'loses_without_returns'
            when limits.break_even_rate is null then 'return_cost_not_known'
            when limits.return_rate >= limits.break_even_rate
                then case
                    when limits.usual_return_rate < limits.break_even_rate then 'returns_above_break_even'
                    else 'loses_at_the_usual_rate'
                end
            when findings.sku_id is not null then 'returns_more_than_siblings'
            else 'earns'
        end as verdict_reason
    from limits
    left join {{ ref('return_findings') }} as findings
        on
            findings.dimension = 'sku'
            and limits.shop_id = findings.shop_id
            and limits.week = findings.week
            and limits.sku_id = findings.sku_id
)

select
    judged.shop_id,
    judged.week,
    judged.sku_id,
    skus.seller_sku,
    skus.product_name,
    judged.first_order_week,
    judged.last_order_week,
    judged.unit_count,
    judged.returned_unit_count,
    judged.return_rate,
    judged.usual_return_rate,
    judged.cm3,
    judged.cm3_per_kept_unit,
    {{ money('judged.cost_per_returned_unit') }} as cost_per_returned_unit,
    judged.cost_basis,
    judged.break_even_rate,
    cast(judged.break_even_rate - judged.return_rate as decimal(9, 6)) as distance_to_break_even,
    judged.excess_cost,
    judged.unknown_line_count,
    case
        when judged.verdict_reason in ('too_few_units', 'margin_not_known', 'return_cost_not_known')
            then 'unknown'
        when judged.verdict_reason in ('loses_without_returns', 'loses_at_the_usual_rate') then 'stop'
        when judged.verdict_reason = 'earns' then 'keep'
        else 'fix'
    end as verdict,
    judged.verdict_reason,
    -- The smaller of nothing known and a number would be the number.
    case
        when judged.units_to_come is not null
            then {{ share_of(
                'least(judged.returned_unit_count + judged.units_to_come, judged.unit_count)',
                'judged.unit_count'
            ) }}
    end as expected_return_rate
from judged
left join {{ ref('skus') }} as skus on judged.shop_id = skus.shop_id and judged.sku_id = skus.sku_id
