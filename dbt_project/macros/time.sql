{#- Time on both engines. Timestamps are UTC without a zone; a date or a week is always that of the shop.
    Local time is turned back into UTC by `to_utc` only: in the autumn hour that comes twice the engines choose
    differently. -#}

{% macro to_local(ts, timezone) -%}
    {{ return(adapter.dispatch('to_local')(ts, timezone)) }}
{%- endmacro %}

{% macro duckdb__to_local(ts, timezone) -%}
    timezone({{ timezone }}, timezone('UTC', {{ ts }}))
{%- endmacro %}

{% macro spark__to_local(ts, timezone) -%}
    convert_timezone('UTC', {{ timezone }}, {{ ts }})
{%- endmacro %}

{% macro to_local_date(ts, timezone) -%}
    cast({{ to_local(ts, timezone) }} as date)
{%- endmacro %}

{% macro iso_week_key(day) -%}
    {#- `2026-W01`. The year is the ISO year: Monday 2025-12-29 belongs to 2026-W01. -#}
    {{ return(adapter.dispatch('iso_week_key')(day)) }}
{%- endmacro %}

{% macro duckdb__iso_week_key(day) -%}
    strftime({{ day }}, '%G-W%V')
{%- endmacro %}

{% macro spark__iso_week_key(day) -%}
    concat(
        lpad(cast(extract(yearofweek from {{ day }}) as string), 4, '0'),
        '-W',
        lpad(cast(extract(week from {{ day }}) as string), 2, '0')
    )
{%- endmacro %}

{% macro iso_weekday(day) -%}
    {#- Monday 1 to Sunday 7. -#}
    {{ return(adapter.dispatch('iso_weekday')(day)) }}
{%- endmacro %}

{% macro duckdb__iso_weekday(day) -%}
    cast(isodow({{ day }}) as integer)
{%- endmacro %}

{% macro spark__iso_weekday(day) -%}
    cast(extract(dow_iso from {{ day }}) as integer)
{%- endmacro %}

{% macro add_days(day, number) -%}
    {{ return(adapter.dispatch('add_days')(day, number)) }}
{%- endmacro %}

{% macro duckdb__add_days(day, number) -%}
    ({{ day }} + cast({{ number }} as integer))
{%- endmacro %}

{% macro spark__add_days(day, number) -%}
    date_add({{ day }}, cast({{ number }} as integer))
{%- endmacro %}

{% macro iso_week_a_year_before(week) -%}
    {#- The week of the same number in the ISO year before. No two years in a row have a 53rd week: one is compared
        with the 52nd. -#}
    concat(
        cast(substring({{ week }}, 1, 4) as integer) - 1,
        case when substring({{ week }}, 5) = '-W53' then '-W52' else substring({{ week }}, 5) end
    )
{%- endmacro %}

{% macro week_start_on(day) -%}
    {#- The Monday of the day's ISO week. -#}
    {{ add_days(day, '1 - ' ~ iso_weekday(day)) }}
{%- endmacro %}

{% macro days_between(from_day, to_day) -%}
    {#- Whole days from the one date to the other, negative when it lies before. -#}
    {{ return(adapter.dispatch('days_between')(from_day, to_day)) }}
{%- endmacro %}

{% macro duckdb__days_between(from_day, to_day) -%}
    cast(date_diff('day', {{ from_day }}, {{ to_day }}) as integer)
{%- endmacro %}

{% macro spark__days_between(from_day, to_day) -%}
    datediff({{ to_day }}, {{ from_day }})
{%- endmacro %}

{% macro weeks_between(from_monday, to_monday) -%}
    {#- Weeks from one Monday to another. -#}
    cast({{ whole_quotient(days_between(from_monday, to_monday), 7) }} as integer)
{%- endmacro %}

{% macro seconds_between(from_ts, to_ts) -%}
    {{ return(adapter.dispatch('seconds_between')(from_ts, to_ts)) }}
{%- endmacro %}

{% macro duckdb__seconds_between(from_ts, to_ts) -%}
    date_sub('second', {{ from_ts }}, {{ to_ts }})
{%- endmacro %}

{% macro spark__seconds_between(from_ts, to_ts) -%}
    timestampdiff(second, {{ from_ts }}, {{ to_ts }})
{%- endmacro %}

{% macro hours_between(from_ts, to_ts) -%}
    {#- DECIMAL(12, 2), rounded half away from zero. Elapsed time: an hour skipped by summer time is none. -#}
    cast(
        cast({{ divided_half_away(
            whole_number(seconds_between(from_ts, to_ts)) ~ ' * 100', 3600
        ) }} as decimal(18, 0)) * cast(0.01 as decimal(3, 2)) as decimal(12, 2)
    )
{%- endmacro %}

{% macro leg_hours(started_at, ended_at) -%}
    {#- Hours of a leg that was really travelled: one that runs backwards was recorded wrongly. -#}
    case when {{ ended_at }} >= {{ started_at }} then {{ hours_between(started_at, ended_at) }} end
{%- endmacro %}

{% macro days_from_to(first_day, last_day) -%}
    {#- A column expression that makes one row per day, both ends included. -#}
    {{ return(adapter.dispatch('days_from_to')(first_day, last_day)) }}
{%- endmacro %}

{% macro duckdb__days_from_to(first_day, last_day) -%}
    cast(unnest(generate_series({{ first_day }}, {{ last_day }}, interval 1 day)) as date)
{%- endmacro %}

{% macro spark__days_from_to(first_day, last_day) -%}
    explode(sequence({{ first_day }}, {{ last_day }}, interval 1 day))
{%- endmacro %}

{% macro add_seconds(ts, number) -%}
    {{ return(adapter.dispatch('add_seconds')(ts, number)) }}
{%- endmacro %}

{% macro duckdb__add_seconds(ts, number) -%}
    ({{ ts }} + to_seconds({{ number }}))
{%- endmacro %}

{% macro spark__add_seconds(ts, number) -%}
    timestampadd(second, {{ number }}, {{ ts }})
{%- endmacro %}

{% macro seconds_of_clock(clock) -%}
    {#- Seconds since midnight of a text such as 23:59:59. -#}
    (
        cast(substring({{ clock }}, 1, 2) as integer) * 3600
        + cast(substring({{ clock }}, 4, 2) as integer) * 60
        + cast(substring({{ clock }}, 7, 2) as integer)
    )
{%- endmacro %}

{% macro utc_candidate(local_ts, timezone, probe_days) -%}
    {#- The instant that a local time is, if the zone's offset is that of some days before or after it. -#}
    {%- set probe = add_seconds(local_ts, probe_days * 86400) -%}
    {{ add_seconds(local_ts, seconds_between(to_local(probe, timezone), probe)) }}
{%- endmacro %}

{% macro to_utc(local_ts, timezone) -%}
    {#- The instant of a local time, reckoned by the way back only, which both engines agree on: a time that comes
        twice is its first occurrence, one that is skipped is read with the offset before the change. As Python's
        zoneinfo with fold=0. -#}
    {%- set before = utc_candidate(local_ts, timezone, -1) -%}
    {%- set after = utc_candidate(local_ts, timezone, 1) -%}
    case
        when {{ to_local(after, timezone) }} <> {{ local_ts }} then {{ before }}
        when {{ to_local(before, timezone) }} <> {{ local_ts }} then {{ after }}
        else least({{ before }}, {{ after }})
    end
{%- endmacro %}
