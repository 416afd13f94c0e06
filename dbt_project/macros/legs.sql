{#- Milestones, the legs between them, and how long those last. -#}

{% macro first_time_of() -%}
    {#- When a package first reached any of these milestones, over the rows of one package. -#}
    min(case when milestone in ('{{ varargs | join("', '") }}') then reached_at end)
{%- endmacro %}

{% macro seconds_until_a_number_is_used_again() -%}
    {#- Orders this far apart that share a tracking number are two parcels. Orders in one box are days apart, a
        number is given out anew after months: 45 days lie between. -#}
    45 * 86400
{%- endmacro %}

{% macro chain_of_milestones() -%}
    {#- The way of a parcel, in order: what follows a milestone can't happen before it. -#}
    paid ready scan export_customs departed arrived cleared last_mile attempt delivered
{%- endmacro %}

{% macro time_of_milestone(name) -%}
    {#- The column of a wide row of milestones that a leg's column names. -#}
    case {{ name }}
        when 'customs_started' then customs_started_at
        {%- for milestone in chain_of_milestones().split() %}
        when '{{ milestone }}' then {{ milestone }}_at
        {%- endfor %}
    end
{%- endmacro %}

{% macro first_time_after_milestone(name) -%}
    {#- When the parcel was first seen further on the way than this milestone; null when it was not. -#}
    {%- set chain = chain_of_milestones().split() -%}
    case {{ name }}
        {%- for milestone in chain[:-1] %}
        when '{{ milestone }}' then
            {%- if milestone == 'attempt' %} delivered_at
            {#- What is shipped was ready, also where no file says when. #}
            {%- else %} least({{ 'shipped_at, ' if milestone == 'ready' }}{{ chain[loop.index:] | join('_at, ') }}_at)
            {%- endif %}
        {%- endfor %}
    end
{%- endmacro %}

{% macro begun_hours(seconds) -%}
    {#- Whole hours, a begun one counting: within 8 hours is 8 or less, to the second. -#}
    cast({{ whole_quotient(seconds ~ ' + 3599', 3600) }} as integer)
{%- endmacro %}

{% macro full_hours(seconds) -%}
    cast({{ whole_quotient(seconds, 3600) }} as integer)
{%- endmacro %}

{% macro kaplan_meier(relation, keys) -%}
    {#- The survival curve of each group: the share that is not through yet after so many hours.

        relation    one row per (keys, hours) with ended_count and censored_count
        survival    product of (1 - ended ÷ at risk) over all hours up to this one, DECIMAL(10, 9)

        Who is censored at an hour was at risk in it: of those that end and those last seen in the same hour, the
        ends come first. A product of shares is a sum of logarithms; a share of 0 has none, and makes the product
        0 from there on. -#}
    {%- set by_hour = 'partition by ' ~ keys | join(', ') ~ ' order by hours rows between unbounded preceding and current row' -%}
    select
        {{ keys | join(', ') }},
        hours,
        at_risk_count,
        ended_count,
        censored_count,
        cast(round(
            case
                when min(at_risk_count - ended_count) over ({{ by_hour }}) = 0 then 0
                else exp(sum(
                    case
                        when ended_count < at_risk_count
                            then ln(cast(at_risk_count - ended_count as double) / cast(at_risk_count as double))
                        else 0
                    end
                ) over ({{ by_hour }}))
            end, 9
        ) as decimal(10, 9)) as survival
    from (
        select
            {{ keys | join(', ') }},
            hours,
            ended_count,
            censored_count,
            cast(sum(ended_count + censored_count) over (
                partition by {{ keys | join(', ') }}
                order by hours desc rows between unbounded preceding and current row
            ) as integer) as at_risk_count
        from {{ relation }}
    ) as waiting
{%- endmacro %}

{% macro survival_hours(share) -%}
    {#- The first hour by which this share is through, over the rows of one curve; null where the curve ends before:
        not reached is no number. -#}
    cast(min(case when survival <= 1 - {{ share }} then hours end) as integer)
{%- endmacro %}

{% macro leg_scope_columns() -%}
    {#- The dimensions of a leg, each as it is or `all`, by the flags of a row of leg_scopes. -#}
    case when scopes.by_fulfillment_type then fulfillment_type else 'all' end as fulfillment_type,
    case when scopes.by_warehouse then warehouse else 'all' end as warehouse,
    case when scopes.by_country then country_code else 'all' end as country_code,
    case when scopes.by_carrier then carrier else 'all' end as carrier,
    case when scopes.by_service then service_level else 'all' end as service_level
{%- endmacro %}

{% macro ended_hours(share) -%}
    {#- The same of the ended legs alone, as if those still open did not exist: a value that was really measured. -#}
    cast(min(case when ended_so_far >= {{ share }} * ended_in_all and ended_in_all > 0 then hours end) as integer)
{%- endmacro %}

{% macro share_within(hours_limit) -%}
    {#- Share of a curve that is through within so many hours; null where nobody was followed that long. -#}
    case
        when max(hours) >= {{ hours_limit }} or min(survival) = 0
            then cast(1 - coalesce(min(case when hours <= {{ hours_limit }} then survival end), 1) as decimal(9, 6))
    end
{%- endmacro %}

{% macro time_of_any_milestone(name) -%}
    {#- The same for all milestones of the seed, also those that are no step of the way. -#}
    case {{ name }}
        {%- for milestone in (
            'info_received shipped origin_facility export_customs_cleared customs_started out_for_delivery'
            ' available_for_pickup exception damaged lost returned cancelled ' ~ chain_of_milestones()
        ).split() %}
        when '{{ milestone }}' then {{ milestone }}_at
        {%- endfor %}
    end
{%- endmacro %}

{% macro packages_where(condition) -%}
    {#- How many rows of a group meet a condition; unknown is not met. -#}
    cast(count(case when {{ condition }} then 1 end) as integer)
{%- endmacro %}
