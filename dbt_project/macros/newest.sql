{#- Which of several exports of the same thing counts: the newest by export time, never by load order.
    file_order is the ledger's order of files: it parts exports of the same time by copy number and file time.
    Both orders are total: rows of a file differ in source_row, contents of the same name in file_sha256. -#}

{% macro newest_row(keys) -%}
    row_number() over (
        partition by {{ keys | join(', ') }}
        order by
            exported_at desc nulls last, file_order desc nulls last,
            source_file desc, source_row desc, file_sha256 desc
    ) = 1
{%- endmacro %}

{% macro newest_file(keys) -%}
    {#- Keeps every row of the newest file that holds the key: a line dropped in a later version disappears. -#}
    dense_rank() over (
        partition by {{ keys | join(', ') }}
        order by
            exported_at desc nulls last, file_order desc nulls last, source_file desc, file_sha256 desc
    ) = 1
{%- endmacro %}
