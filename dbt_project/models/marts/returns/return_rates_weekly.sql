{%- set measures = [
    'sold_unit', 'sold_value', 'requested_unit', 'requested_value', 'effective_unit', 'effective_value',
    'completed_unit', 'completed_value',
] -%}
with facts as (
    select
        facts.*,
        lines.variation,
        lines.size,
        lines.carrier,
        lines.warehouse,
        lines.creator,
        lines.content_type,
        facts.sku_id as sku
    from {{ ref('int_returns__rate_facts') }} as facts
    inner join {{ ref('int_returns__rate_lines') }} as lines
        on
            facts.shop_id = lines.shop_id
            and facts.order_id = lines.order_id
            and facts.sku_id = lines.sku_id
),

-- The sold lines of the products that a campaign advertised in their week: a line can be in several
-- campaigns, so they don't sum to all.
campaigns as (
    select distinct
        sold.shop_id,
        sold.order_id,
        sold.sku_id,
        spends.campaign_id as campaign
    from {{ ref('int_marketing__sold_lines') }} as sold
    inner join {{ ref('int_marketing__ad_spend_laddered') }} as spends
        on
            sold.shop_id = spends.shop_id
            and sold.order_week = spends.spend_week
            and sold.product_id = spends.product_id
    where spends.rung = 'product'
),

grouped as (
    select
        shop_id,
        week_basis,
        week,
        {%- for measure in measures %}
        sum({{ measure }}) as {{ measure }},
        {%- endfor %}
        'all' as dimension,
        'all' as dimension_value
    from facts
    group by shop_id, week_basis, week
    {%- for dimension in [
        'sku', 'variation', 'size', 'carrier', 'warehouse', 'creator', 'content_type',
    ] %}
    union all
    select
        shop_id,
        week_basis,
        week,
        {%- for measure in measures %}
        sum({{ measure }}) as {{ measure }},
        {%- endfor %}
        '{{ dimension }}' as dimension,
        {{ dimension }} as dimension_value
    from facts
    group by shop_id, week_basis, week, {{ dimension }}
    {%- endfor %}
    union all
    select
        facts.shop_id,
        facts.week_basis,
        facts.week,
        {%- for measure in measures %}
        sum(facts.{{ measure }}) as {{ measure }},
        {%- endfor %}
        'campaign' as dimension,
        campaigns.campaign as dimension_value
    from facts
    inner join campaigns
        on
            facts.shop_id = campaigns.shop_id
            and facts.order_id = campaigns.order_id
            and facts.sku_id = campaigns.sku_id
    group by facts.shop_id, facts.week_basis, facts.week, campaigns.campaign
),

-- Any unit sold could have come back for any reason: all of them are what a reason is a share of, also in
-- a week in which nobody gave it.
reasons as (
    select distinct
        shop_id,
        reason
    from facts
    where reason is not null
),

by_reason as (
    select
        grouped.shop_id,
        grouped.week_basis,
        grouped.week,
        grouped.sold_unit,
        grouped.sold_value,
        {%- for measure in measures[2:] %}
        coalesce(sum(facts.{{ measure }}), 0) as {{ measure }},
        {%- endfor %}
        'reason' as dimension,
        reasons.reason as dimension_value
    from grouped
    inner join reasons on grouped.shop_id = reasons.shop_id
    left join facts
        on
            grouped.shop_id = facts.shop_id
            and grouped.week_basis = facts.week_basis
            and grouped.week = facts.week
            and reasons.reason = facts.reason
    where grouped.dimension = 'all'
    group by
        grouped.shop_id, grouped.week_basis, grouped.week, reasons.reason, grouped.sold_unit,
        grouped.sold_value
),

every_dimension as (
    select * from grouped
    union all
    select * from by_reason
)

select
    shop_id,
    week_basis,
    week,
    dimension,
    dimension_value,
    {%- for stage in ['requested', 'effective', 'completed'] %}
    cast({{ stage }}_unit as integer) as {{ stage }}_unit_count,
    {{ money(stage ~ '_value') }} as {{ stage }}_value,
    -- More asked back in a week than was sold in it is no share of it.
    case when {{ stage }}_unit <= sold_unit then {{ money_ratio(stage ~ '_unit', 'sold_unit') }} end
        as {{ stage }}_unit_rate,
    case when {{ stage }}_value <= sold_value then {{ money_ratio(stage ~ '_value', 'sold_value') }} end
        as {{ stage }}_value_rate,
    {%- endfor %}
    cast(sold_unit as integer) as sold_unit_count,
    {{ money('sold_value') }} as sold_value
from every_dimension
