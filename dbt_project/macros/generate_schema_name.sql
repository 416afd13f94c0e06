{% macro generate_schema_name(custom_schema_name, node) -%}
    {#- The schema is named as the folder says (staging, intermediate, marts, seeds), without dbt's target prefix:
        readers of the published snapshot know it as `marts`. -#}
    {{ custom_schema_name | trim if custom_schema_name else target.schema }}
{%- endmacro %}
