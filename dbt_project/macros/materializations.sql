{#- Tables and views are replaced where they stand, in one statement.

    dbt-duckdb builds each beside the old one, renames both and drops the old, so that those who read it meanwhile see
    no gap. Nobody but the job opens the live warehouse (readers have the published snapshot), and five statements for
    each of three hundred models were a fifth of a run. A statement that fails leaves the old table as it was. -#}

{% materialization table, adapter='duckdb' %}
    {{ return(replaced(this.incorporate(type='table'), 'table')) }}
{% endmaterialization %}

{% materialization view, adapter='duckdb' %}
    {{ return(replaced(this.incorporate(type='view'), 'view')) }}
{% endmaterialization %}

{% macro replaced(relation, kind) -%}
    {%- set existing = load_cached_relation(relation) -%}
    {%- if existing is not none and existing.type != kind -%}
        {%- do adapter.drop_relation(existing) -%}
    {%- endif -%}
    {%- if config.get('contract').enforced -%}
        {%- do get_assert_columns_equivalent(model.compiled_code) -%}
    {%- endif -%}
    {%- call statement('main') -%}
        {%- if kind == 'table' and config.get('contract').enforced %}
            create or replace table {{ relation }} {{ get_table_columns_and_constraints() }};
            insert into {{ relation }} {{ get_column_names() }} ({{ get_select_subquery(model.compiled_code) }})
        {%- else %}
            create or replace {{ kind }} {{ relation }} as (
                {{ model.compiled_code }}
            )
        {%- endif -%}
    {%- endcall -%}
    {%- do adapter.commit() -%}
    {{ return({'relations': [relation]}) }}
{%- endmacro %}
