{#- Where the margin holds what a return costs: each component is named in one of these and in no other. -#}

{% macro return_cost_in_other_lines() -%}
    {#- Inside shipping income, platform fees, commission, last mile and cost of goods. -#}
    (
        refund_of_shipping + platform_fees_kept + affiliate_commission_kept + outbound_freight_wasted
        + goods_written_off
    )
{%- endmacro %}

{% macro return_cost_in_own_lines() -%}
    {#- What cm2 takes off as the cost of returns. -#}
    (return_shipping + return_handling + refund_administration_fee - return_compensation)
{%- endmacro %}

{% macro return_cost_assumed() -%}
    {#- By the shop's rate card, in no margin. -#}
    (
        return_label_assumed + receiving_assumed + restocking_assumed + disposal_assumed + write_down_assumed
        + ticket_assumed
    )
{%- endmacro %}

{% macro return_cost_stated_amount() -%}
    {#- What files say of the cost beside the refund, without signs: what the assumed amount is a share of. -#}
    (
        abs(platform_fees_kept) + abs(affiliate_commission_kept) + abs(outbound_freight_wasted)
        + abs(goods_written_off) + abs(return_shipping) + abs(return_handling) + abs(refund_administration_fee)
    )
{%- endmacro %}

{% macro is_numbered_size(token) -%}
    {#- 38, EU 38, 36-37, UK 6.5: a size told by one or two digits; the text has no blanks and is in small letters. -#}
    {{ return(adapter.dispatch('is_numbered_size')(token)) }}
{%- endmacro %}

{% macro duckdb__is_numbered_size(token) -%}
    regexp_full_match({{ token }}, '(size)?(eu|uk|us|au|cn)?[0-9]{1,2}([.]5)?(-[0-9]{1,2}([.]5)?)?')
{%- endmacro %}

{% macro spark__is_numbered_size(token) -%}
    {{ token }} rlike '^(size)?(eu|uk|us|au|cn)?[0-9]{1,2}([.]5)?(-[0-9]{1,2}([.]5)?)?$'
{%- endmacro %}
