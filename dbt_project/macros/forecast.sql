{#- The clock of forecasts, and the ladder of whose pace a forecast goes by. -#}

{% macro worked_seconds(at_local, day) -%}
    {#- Seconds worked until a local time, since the calendar began: those of a day off don't count. -#}
    {{ day }}.worked_before_seconds
    + case
        when {{ day }}.is_business_day
            then {{ seconds_between('cast(' ~ day ~ '.day_on as timestamp)', at_local) }}
        else 0
    end
{%- endmacro %}

{% macro forecast_levels() -%}
    {#- From the nearest to the farthest: the first that knows enough is asked. -#}
    select
        'lane' as level,
        1 as level_place
    union all
    select
        'carrier' as level,
        2 as level_place
    union all
    select
        'shop' as level,
        3 as level_place
    union all
    select
        'all' as level,
        4 as level_place
{%- endmacro %}

{% macro of_level(column, levels) -%}
    {#- The column where the level tells its values apart, else `all`. -#}
    case when levels.level in ('{{ levels | join("', '") }}') then {{ column }} else 'all' end
{%- endmacro %}

{% macro fewest_at_risk() -%}
    {#- A curve is asked where at least so many parcels had got this far: 1 of 30 is 3 %, finer than the limits. -#}
    30
{%- endmacro %}


{% macro interval_width() -%}
    {#- Standard deviations to each side that nine of ten weeks should lie within. -#}
    1.645
{%- endmacro %}

{% macro share_of(part, whole) -%}
    {#- A part that need not be whole, of a count, as DECIMAL(9, 6); null of nothing. -#}
    cast(round(cast({{ part }} as double) / nullif({{ whole }}, 0), 6) as decimal(9, 6))
{%- endmacro %}

{% macro as_told(missed_rate, missed_rate_turned) -%}
    {#- A rate as the metric tells it: of what was missed, or, the other way round, of what was kept. -#}
    cast(case when is_missed_told then {{ missed_rate }} else 1 - {{ missed_rate_turned }} end as decimal(9, 6))
{%- endmacro %}
