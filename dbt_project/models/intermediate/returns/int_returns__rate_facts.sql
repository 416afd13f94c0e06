-- What was sold and how much of it was asked back, on both clocks: by the week of the order, the cohort,
-- each stage is of the units sold then; by the week it happened, requests and refunds stand beside what
-- was sold in that week. One row per line, week and reason.
with lines as (
    select *
    from {{ ref('int_returns__rate_lines') }}
),

stages as (
    select *
    from {{ ref('int_returns__stages') }}
),

sold as (
    {% for basis in ['order_week', 'refund_week'] -%}
    select
        shop_id,
        order_id,
        sku_id,
        '{{ basis }}' as week_basis,
        order_week as week,
        cast(null as {{ dbt.type_string() }}) as reason,
        quantity as sold_unit,
        line_value as sold_value,
        0 as requested_unit,
        0 as requested_value,
        0 as effective_unit,
        0 as effective_value,
        0 as completed_unit,
        0 as completed_value
    from lines
    {% if not loop.last %}union all
    {% endif %}
    {%- endfor %}
),

returned as (
    select
        stages.shop_id,
        stages.order_id,
        stages.sku_id,
        'order_week' as week_basis,
        lines.order_week as week,
        stages.reason,
        stages.requested_unit,
        stages.requested_value,
        stages.effective_unit,
        stages.effective_value,
        stages.completed_unit,
        stages.completed_value
    from stages
    inner join lines
        on
            stages.shop_id = lines.shop_id
            and stages.order_id = lines.order_id
            and stages.sku_id = lines.sku_id
    union all
    select
        shop_id,
        order_id,
        sku_id,
        'refund_week' as week_basis,
        requested_week as week,
        reason,
        requested_unit,
        requested_value,
        effective_unit,
        effective_value,
        0 as completed_unit,
        0 as completed_value
    from stages
    union all
    select
        shop_id,
        order_id,
        sku_id,
        'refund_week' as week_basis,
        -- A replacement that was sent has no day of refund.
        coalesce(refunded_week, requested_week) as week,
        reason,
        0 as requested_unit,
        0 as requested_value,
        0 as effective_unit,
        0 as effective_value,
        completed_unit,
        completed_value
    from stages
),

facts as (
    select * from sold
    union all
    select
        shop_id,
        order_id,
        sku_id,
        week_basis,
        week,
        reason,
        0 as sold_unit,
        0 as sold_value,
        requested_unit,
        requested_value,
        effective_unit,
        effective_value,
        completed_unit,
        completed_value
    from returned
)

select
    shop_id,
    order_id,
    sku_id,
    week_basis,
    week,
    reason,
    {%- for stage in ['requested', 'effective', 'completed'] %}
    {{ money('sum(' ~ stage ~ '_unit)') }} as {{ stage }}_unit,
    {{ money('sum(' ~ stage ~ '_value)') }} as {{ stage }}_value,
    {%- endfor %}
    {{ money('sum(sold_unit)') }} as sold_unit,
    {{ money('sum(sold_value)') }} as sold_value
from facts
group by shop_id, order_id, sku_id, week_basis, week, reason
