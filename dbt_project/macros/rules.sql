{#- Which of several dated rules is in force, and what became of a step: each is said once here. -#}

{% macro rules_in_force(relation, keys, columns) -%}
    {#- Periods in which one rule is in force per key: of the rules that hold on a day the most specific wins, then
        the newest. `relation` has the keys, valid_from, valid_to (last day; null without end), specificity,
        rule_version and the columns. A period ends before valid_until. -#}
    select
        {% for key in keys %}periods.{{ key }},
        {% endfor -%}
        periods.from_on as valid_from,
        periods.until_on as valid_until,
        {% for column in columns %}offered.{{ column }},
        {% endfor -%}
        offered.rule_version
    from (
        select
            *,
            lead(from_on) over (partition by {{ keys | join(', ') }} order by from_on) as until_on
        from (
            select {{ keys | join(', ') }}, valid_from as from_on
            from {{ relation }}
            union distinct
            select {{ keys | join(', ') }}, {{ add_days('valid_to', 1) }} as from_on
            from {{ relation }}
            where valid_to is not null
        ) as changes
    ) as periods
    inner join {{ relation }} as offered
        on
            {% for key in keys %}periods.{{ key }} = offered.{{ key }} and {% endfor %}
            periods.from_on >= offered.valid_from
            and (offered.valid_to is null or periods.from_on <= offered.valid_to)
    qualify
        row_number() over (
            partition by {% for key in keys %}periods.{{ key }}, {% endfor %}periods.from_on
            order by offered.specificity desc, offered.valid_from desc, offered.rule_version
        ) = 1
{%- endmacro %}

{% macro seed_and_home(seed, home, columns) -%}
    {#- The house's rules and those of a home, which stand above them: `home_specificity` is added to what else makes
        a rule specific, and a home's rule for one shop stands above its rule for all. -#}
    select
        cast(null as string) as shop_id,
        0 as home_specificity,
        {{ columns | join(', ') }}
    from {{ seed }}
    union all
    select
        shop_id,
        case when shop_id is null then 100 else 200 end as home_specificity,
        {{ columns | join(', ') }}
    from {{ home }}
{%- endmacro %}

{% macro step_state(exempt_reason) -%}
    {#- What became of a step. A step is in time to the end of the second of its deadline. Every outcome is named:
        what no line says is null, which the test on the column refuses. -#}
    case
        when rule_version is null then 'no_rule'
        when {{ exempt_reason }} is not null then 'exempt'
        when is_called_off then 'cancelled'
        when due_at is null then 'unknown'
        when is_impossible then 'unknown'
        when event_at < {{ add_seconds('due_at', 1) }} then 'on_time'
        when event_at >= {{ add_seconds('due_at', 1) }} then 'late'
        -- The parcel left but nobody followed it: there may well be a scan, so this is neither late nor on
        -- time.
        when is_untracked then 'unknown'
        when as_of >= {{ add_seconds('due_at', 1) }} then 'overdue'
        when as_of < {{ add_seconds('due_at', 1) }} then 'open'
    end
{%- endmacro %}

{% macro step_reason() -%}
    {#- Why a step is not judged, as a code; null when it is. In the order of step_state. -#}
    case
        when rule_version is null then 'no_rule_for_such_an_order'
        when exempt_reason is not null then exempt_reason
        when is_called_off then concat('cancelled_by_', coalesce(cancellation_fault, 'unknown'))
        when due_at is null then 'handling_time_not_known'
        when is_impossible then 'delivered_before_shipped'
        when event_at is null and is_untracked then 'no_tracking_event'
    end
{%- endmacro %}

{% macro event_of_step(relation, scanned_at) -%}
    {#- When what the rule asks for happened; null until then. -#}
    case deadlines.event
        when 'ready' then {{ relation }}.ready_at
        when 'ready_or_shipped' then {{ relation }}.handed_over_at
        when 'shipped' then {{ relation }}.shipped_at
        when 'carrier_scan' then {{ scanned_at }}
        when 'delivered' then {{ relation }}.delivered_at
    end
{%- endmacro %}

{% macro of_step(step, columns) -%}
    {#- Columns of one step of an order, from rows of all its steps. -#}
    {% for column in columns -%}
        max(case when step = '{{ step }}' then {{ column }} end) as {{ step }}_{{ column }}
        {%- if not loop.last %}, {% endif %}
    {%- endfor %}
{%- endmacro %}

{% macro metric_rows(metric, relation, day, counts, belongs) -%}
    {#- One row per thing that a share is of: 1 where it counts for the share, else 0. -#}
    select
        shop_id,
        {{ day }} as day_on,
        '{{ metric }}' as metric,
        cast(case when {{ counts }} then 1 else 0 end as decimal(12, 2)) as numerator
    from {{ relation }}
    where {{ belongs }}
{%- endmacro %}

{% macro room_to(threshold) -%}
    {#- How many more orders of the window may fail until the rate crosses a threshold; negative by how many it is
        crossed. In whole millionths: rounding can't move it. Null without a threshold or without orders. -#}
    {%- set millionths = whole_number('cast(' ~ threshold ~ ' as decimal(9, 6)) * 1000000') -%}
    {%- set limit = '(' ~ millionths ~ ' * ' ~ whole_number('denominator') ~ ')' -%}
    case
        when denominator = 0 then null
        when direction = 'at_most' then cast(
            {{ whole_quotient(limit, '1000000') }} - {{ whole_number('numerator') }}
            - case when {{ limit }} % 1000000 = 0 and not is_threshold_allowed then 1 else 0 end as integer
        )
        when direction = 'at_least' then cast(
            {{ whole_number('numerator') }} - {{ whole_quotient(limit, '1000000') }}
            - case when {{ limit }} % 1000000 > 0 or not is_threshold_allowed then 1 else 0 end as integer
        )
    end
{%- endmacro %}

{% macro place_in_range(days, ranges) -%}
    {#- Whether days lie in a range, both ends included; null where either is not known. -#}
    case
        when {{ days }} between {{ ranges }}.fewest_days and {{ ranges }}.most_days then 'within'
        when {{ days }} < {{ ranges }}.fewest_days or {{ days }} > {{ ranges }}.most_days then 'outside'
    end
{%- endmacro %}
