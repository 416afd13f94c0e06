-- What drifted, newest export first; the same finding in several files once, with the newest of them.
select
    findings.shop_id,
    findings.source,
    findings.kind,
    findings.subject,
    findings.detail,
    max(findings.finding) filter (where findings.is_newest) as finding,
    max(findings.advice) filter (where findings.is_newest) as advice,
    max(findings.source_file) filter (where findings.is_newest) as source_file,
    max(findings.exported_at) as exported_at,
    count(distinct findings.sha256) as file_count,
    max(findings.row_count) filter (where findings.is_newest) as row_count
from (
    select
        *,
        row_number() over (
            partition by shop_id, source, kind, table_name, subject, detail
            order by exported_at desc nulls last, source_file desc, sha256 desc
        ) = 1 as is_newest
    from marts.file_findings
) as findings
group by findings.shop_id, findings.source, findings.kind, findings.table_name, findings.subject, findings.detail
order by exported_at desc nulls last, findings.shop_id, findings.source, findings.kind, findings.subject,
    findings.detail
