with found as (
    select *
    from {{ ref('int_findings__found') }}
),

lines as (
    select *
    from {{ ref('int_findings__found_lines') }}
),

rules as (
    select {{ finding_rule('told_by_share') }} as told_by_share
    from {{ ref('return_finding_rules') }}
),

skus as (
    select *
    from {{ ref('skus') }}
),

products as (
    select
        lines.shop_id,
        lines.product_key,
        max(skus.product_name) as product_name
    from {{ ref('int_findings__lines') }} as lines
    inner join skus on lines.shop_id = skus.shop_id and lines.sku_id = skus.sku_id
    group by lines.shop_id, lines.product_key
),

reasons as (
    select
        shop_id,
        week,
        place,
        reason,
        {{ rate('count(*)', 'sum(count(*)) over (partition by shop_id, week, place)') }} as reason_share
    from lines
    group by shop_id, week, place, reason
    qualify row_number() over (partition by shop_id, week, place order by count(*) desc, reason) = 1
),

sums as (
    select
        shop_id,
        week,
        place,
        count(*) as line_count,
        sum(return_cost) as lines_cost,
        sum(case when is_told_first then return_cost else 0 end) as told_first_cost
    from lines
    group by shop_id, week, place
),

-- Of the findings whose turn was before, the one that holds most of this one's lines.
tellers as (
    select
        lines.shop_id,
        lines.week,
        lines.place,
        others.place as told_by_place,
        count(*) as shared_count
    from lines
    inner join lines as others
        on
            lines.shop_id = others.shop_id
            and lines.week = others.week
            and lines.order_id = others.order_id
            and lines.sku_id = others.sku_id
            and lines.turn > others.turn
    group by lines.shop_id, lines.week, lines.place, others.place
    qualify row_number() over (
        partition by lines.shop_id, lines.week, lines.place order by count(*) desc, others.place
    ) = 1
),

reporting as (
    select reporting_currency
    from {{ ref('int_margin__reporting') }}
)

select
    found.shop_id,
    found.week,
    found.place,
    found.dimension,
    found.member,
    case when found.compared_in <> 'shop' then found.compared_in end as product_key,
    coalesce(skus.product_name, products.product_name) as product_name,
    case when found.dimension = 'sku' then found.member end as sku_id,
    skus.seller_sku,
    skus.variation,
    found.first_order_week,
    found.last_order_week,
    found.compared_count,
    found.returned_count,
    {{ rate('found.returned_count', 'found.compared_count') }} as return_rate,
    {{ money_ratio(
        'found.returned_count * found.other_returned_weight', 'found.compared_count * found.returned_weight'
    ) }} as other_return_rate,
    {{ times_as_often('found.returned_weight', 'found.other_returned_weight') }} as rate_ratio,
    found.p_value,
    found.tested_count,
    cast(found.false_discovery_rate as decimal(9, 6)) as false_discovery_rate,
    reasons.reason as main_reason,
    reasons.reason_share as main_reason_share,
    found.return_cost,
    found.excess_cost,
    tellers.told_by_place,
    {{ rate('tellers.shared_count', 'sums.line_count') }} as told_by_share,
    coalesce(tellers.shared_count >= rules.told_by_share * sums.line_count, false) as is_told_already,
    {{ money('coalesce(' ~ proportional(
        'found.excess_cost', 'greatest(sums.told_first_cost, 0)', 'sums.lines_cost', 'found.reporting_minor_unit'
    ) ~ ', 0)') }} as excess_cost_told_first,
    reporting.reporting_currency as currency
from found
cross join rules
cross join reporting
inner join sums on found.shop_id = sums.shop_id and found.week = sums.week and found.place = sums.place
inner join reasons
    on found.shop_id = reasons.shop_id and found.week = reasons.week and found.place = reasons.place
left join tellers
    on found.shop_id = tellers.shop_id and found.week = tellers.week and found.place = tellers.place
left join skus
    on found.dimension = 'sku' and found.shop_id = skus.shop_id and found.member = skus.sku_id
left join products on found.shop_id = products.shop_id and found.compared_in = products.product_key
