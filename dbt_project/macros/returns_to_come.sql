{#- The house's rules of what is still to come back (docs/money.md, Returns to come), and the arithmetic of its
    interval. Rates are doubles row by row and decimals in every sum: a sum of doubles depends on its order. -#}

{% macro development_days() -%}
    {#- A return is expected for so many days after delivery: 30 days to ask, and what the way back takes. -#}
    70
{%- endmacro %}

{% macro experience_days() -%}
    {#- Orders of so many days before a moment are its experience. -#}
    364
{%- endmacro %}

{% macro days_until_taken_as_delivered() -%}
    {#- A parcel nobody heard of for so long is not on its way for ever: its age begins then. -#}
    42
{%- endmacro %}

{% macro fewest_returned_units() -%}
    30
{%- endmacro %}

{% macro fewest_weeks_seen() -%}
    {#- Weeks of orders of which something was seen to the end of the development. -#}
    4
{%- endmacro %}

{% macro most_credibility_units() -%}
    {#- However alike the categories are: one that expects so many returns of its own counts for half. -#}
    400
{%- endmacro %}

{% macro moments_back() -%}
    {#- Ends of weeks at which everything is reckoned once more, for the back-test and the reserve. -#}
    26
{%- endmacro %}

{% macro share_that_has_come() -%}
    {#- What came is judged once no more than one in 200 of a cohort's returns is expected to be still out. -#}
    0.995
{%- endmacro %}

{% macro returns_method() -%}
    'delivery development, version 1'
{%- endmacro %}

{% macro began_on(delivered_on, lapses_on, moment_on) -%}
    {#- The day from which a line's age counts, as known at the end of a day; null before delivery. -#}
    case
        when {{ delivered_on }} <= {{ moment_on }} then {{ delivered_on }}
        when {{ lapses_on }} <= {{ moment_on }} then {{ lapses_on }}
    end
{%- endmacro %}

{% macro age_days(began_on, moment_on) -%}
    {#- Whole days since delivery, the day of the moment included: -1 before it, and no more than the development
        has. -#}
    least(coalesce({{ days_between(began_on, moment_on) }}, -1), {{ development_days() }})
{%- endmacro %}

{% macro first_day() -%}
    {#- Some day to count ages from. -#}
    cast('2001-01-01' as date)
{%- endmacro %}

{% macro small_share(numerator, denominator) -%}
    {#- A share with twelve digits; null of nothing. -#}
    cast(cast({{ numerator }} as double) / nullif(cast({{ denominator }} as double), 0) as decimal(18, 12))
{%- endmacro %}

{% macro variance_beyond_chance(beyond, expected_squared) -%}
    {#- How much things differ beyond chance, relative to their mean; never negative, and told up to 1000. -#}
    case
        when {{ expected_squared }} > 0
            then cast(least(
                greatest(cast({{ beyond }} as double), 0) / cast({{ expected_squared }} as double), 1000
            ) as decimal(18, 12))
    end
{%- endmacro %}

{% macro wide_number(expression) -%}
    cast({{ expression }} as decimal(30, 12))
{%- endmacro %}

{% macro count_quantile(mean, variance, spread, normal_quantile) -%}
    {#- Quantile of an over-dispersed count of things of size `spread`: Cornish and Fisher's first step with the
        skewness of a negative binomial, which is capped at 2, where the step would no longer hold. -#}
    (
        {{ mean }} + {{ normal_quantile }} * sqrt({{ variance }})
        + ({{ normal_quantile }} * {{ normal_quantile }} - 1) / 6
        * least(2 * {{ variance }} / {{ mean }} - {{ spread }}, 2 * sqrt({{ variance }}))
    )
{%- endmacro %}

{% macro tenth() -%}
    {#- Standard normal quantiles: of 10 and 90 %, and of 80 %. -#}
    1.281552
{%- endmacro %}

{% macro fifth() -%}
    0.841621
{%- endmacro %}

{% macro interval_low(mean, variance, spread) -%}
    {#- Lower end of the 80 % interval of what is to come; never below nothing. -#}
    case
        when {{ mean }} > 0
            then greatest(
                0, least({{ mean }}, {{ count_quantile(mean, variance, spread, '(-' ~ tenth() ~ ')') }})
            )
        when {{ mean }} <= 0 then {{ mean }}
    end
{%- endmacro %}

{% macro interval_high(mean, variance, spread) -%}
    {#- Upper end of the 80 % interval: where the lower one lies at nothing, all that is outside is above. -#}
    case
        when {{ mean }} > 0
            then greatest(
                {{ mean }},
                case
                    when {{ count_quantile(mean, variance, spread, '(-' ~ tenth() ~ ')') }} > 0
                        then {{ count_quantile(mean, variance, spread, tenth()) }}
                    else {{ count_quantile(mean, variance, spread, fifth()) }}
                end
            )
        when {{ mean }} <= 0 then 0
    end
{%- endmacro %}
