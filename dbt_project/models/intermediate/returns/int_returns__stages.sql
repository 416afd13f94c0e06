-- How far each return of a sold line went, in units and value. A unit that is asked back twice is one
-- unit: the returns of a line count in the order of their requests until all it had are counted, for each
-- stage by itself. The value is the part of the line's that the refund gives back; of a replacement it is
-- nothing.
with returns as (
    select
        returned.shop_id,
        returned.return_id,
        returned.order_id,
        returned.sku_id,
        returned.reason,
        returned.requested_at,
        {{ iso_week_key('returned.requested_on') }} as requested_week,
        {{ iso_week_key('returned.refunded_on') }} as refunded_week,
        lines.quantity as ordered_quantity,
        lines.line_value,
        greatest(coalesce(returned.quantity, 1), 0) as quantity,
        coalesce({{ proportional(
            'lines.line_value', 'returned.refund_local', 'returned.paid_for_line_local',
            'reporting.reporting_minor_unit'
        ) }}, 0) as value,
        returned.return_state not in ('rejected', 'cancelled') as is_effective,
        returned.is_completed
        or (returned.return_state = 'completed' and returned.return_kind = 'replacement') as is_completed
    from {{ ref('int_returns__lines') }} as returned
    inner join {{ ref('int_returns__rate_lines') }} as lines
        on
            returned.shop_id = lines.shop_id
            and returned.order_id = lines.order_id
            and returned.sku_id = lines.sku_id
    cross join {{ ref('int_margin__reporting') }} as reporting
),

{% set stages = {'requested': 'true', 'effective': 'is_effective', 'completed': 'is_completed'} -%}
{% set measures = {'unit': ('quantity', 'ordered_quantity'), 'value': ('value', 'line_value')} -%}
run_up as (
    select
        *,
        {%- for stage, counts in stages.items() %}
        {%- for measure, (amount, whole) in measures.items() %}
        sum(case when {{ counts }} then {{ amount }} else 0 end) over (
            partition by shop_id, order_id, sku_id
            order by requested_at asc, return_id asc rows between unbounded preceding and current row
        ) as {{ stage }}_{{ measure }}_so_far,
        {%- endfor %}
        {%- endfor %}
        1 as return_count
    from returns
)

select
    shop_id,
    return_id,
    order_id,
    sku_id,
    reason,
    requested_week,
    refunded_week,
    {%- for stage, counts in stages.items() %}
    {%- for measure, (amount, whole) in measures.items() %}
    {%- set so_far = stage ~ '_' ~ measure ~ '_so_far' %}
    {%- set own = '(case when ' ~ counts ~ ' then ' ~ amount ~ ' else 0 end)' %}
    {{ money('least(' ~ so_far ~ ', ' ~ whole ~ ') - least(' ~ so_far ~ ' - ' ~ own ~ ', ' ~ whole ~ ')') }}
        as {{ stage }}_{{ measure }},
    {%- endfor %}
    {%- endfor %}
    return_count
from run_up
