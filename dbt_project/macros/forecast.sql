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

{% macro of_levels(column) -%}
    {#- One column per level, from a row per level. -#}
    {% for level in ['lane', 'carrier', 'shop', 'all'] -%}
        max(case when level = '{{ level }}' then {{ column }} end) as {{ level }}_{{ column }}
        {%- if not loop.last %}, {% endif %}
    {%- endfor %}
{%- endmacro %}

{% macro fewest_at_risk() -%}
    {#- So many parcels weigh as much as what is known of wider groups: 1 of 30 is 3 %, finer than the limits. -#}
    30
{%- endmacro %}

{% macro leaning(part, whole, wider_share) -%}
    {#- A share that leans on a wider one, the more the fewer it is of: the credibility of actuaries. -#}
    (
        (cast({{ part }} as double) + {{ fewest_at_risk() }} * ({{ wider_share }}))
        / ({{ whole }} + {{ fewest_at_risk() }})
    )
{%- endmacro %}

{% macro leaning_chance(levels, wider_share) -%}
    {#- The chance of the last level, each leaning on the one before. -#}
    {%- set said = namespace(chance=wider_share) -%}
    {%- for level in levels -%}
        {%- set known = level ~ '_known_count' -%}
        {%- set said.chance = leaning(known ~ ' * ' ~ level ~ '_own_chance', known, said.chance) -%}
    {%- endfor -%}
    {{ said.chance }}
{%- endmacro %}

{% macro log_odds(share) -%}
    {#- Logarithm of the odds, kept away from certainty: nothing open is certain. -#}
    ln(
        greatest(least(cast({{ share }} as double), 0.998), 0.002)
        / (1 - greatest(least(cast({{ share }} as double), 0.998), 0.002))
    )
{%- endmacro %}

{% macro moved_odds(share, shift) -%}
    {#- The share whose log odds lie so far off those of this one. -#}
    cast(round(1 / (1 + exp(-({{ log_odds(share) }} + cast({{ shift }} as double)))), 6) as decimal(9, 6))
{%- endmacro %}

{% macro weeks_learnt_from() -%}
    {#- Weeks that a forecast learns from, and that its published test has. -#}
    12
{%- endmacro %}

{% macro recency_weight(weeks) -%}
    {#- What a past week counts for: half as much as one four weeks younger, so that a bad spell fades. -#}
    cast(power(0.5, cast({{ weeks }} as double) / 4) as decimal(9, 6))
{%- endmacro %}

{% macro interval_share() -%}
    {#- The share of weeks that the published interval is to hold. -#}
    0.8
{%- endmacro %}

{% macro fewest_scores_of_its_own() -%}
    {#- Past weeks from which on a shop's interval goes by its own. Of fewer, four in five is hardly a place. -#}
    8
{%- endmacro %}

{% macro fewest_scores() -%}
    {#- Past weeks, of whatever shops, without which no interval is said. -#}
    4
{%- endmacro %}

{% macro share_of(part, whole) -%}
    {#- A part that need not be whole, of a count, as DECIMAL(9, 6); null of nothing. -#}
    cast(round(cast({{ part }} as double) / nullif({{ whole }}, 0), 6) as decimal(9, 6))
{%- endmacro %}

{% macro as_told(missed_rate, missed_rate_turned) -%}
    {#- A rate as the metric tells it: of what was missed, or, the other way round, of what was kept. -#}
    cast(case when is_missed_told then {{ missed_rate }} else 1 - {{ missed_rate_turned }} end as decimal(9, 6))
{%- endmacro %}
