with counted as (
    select
        (
            select count(*)
            from marts.fulfillment_metrics_weekly
            where week = ${params.week}
                and verdict in ('enforced', 'above_recommended')
                and metric != 'late_dispatch_rate_including_fbt'
        ) as breaches,
        (
            select coalesce(sum(unknown_cost_line_count), 0)::bigint
            from marts.contribution_margin_weekly
            where order_week = ${params.week}
        ) as unknown_cost_lines,
        (
            select count(*)
            from marts.settlement_reconciliation
            where status = 'unexplained' and order_week <= ${params.week}
        ) as unexplained,
        (
            select coalesce(sum(rows_quarantined), 0)::bigint
            from marts.source_files
            where status != 'refused'
        ) as rows_quarantined,
        (
            select count(*)
            from marts.return_findings
            where week = ${params.week} and not is_told_already and excess_cost_told_first >= 1
        ) as return_findings,
        (
            select count(*)
            from marts.sku_return_limits
            where week = ${params.week} and verdict in ('stop', 'fix') and cm3 <= -1
        ) as losing_skus,
        (
            select count(distinct source)
            from marts.export_coverage
            where is_needed and file_count = 0 and source != 'product_costs'
        ) as missing_exports,
        (select count(*) from marts.source_files where status = 'refused') as refused,
        (select count(*) from meta.check_results where not success) as failed_checks
)

select
    *,
    breaches + unknown_cost_lines + unexplained + rows_quarantined + refused + failed_checks + return_findings
    + losing_skus + missing_exports as total
from counted
order by total
