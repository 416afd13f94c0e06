-- Two reports of one kind whose periods overlap would bring the same spend twice; and a report that gives way
-- to a finer one, but covers days which that one does not, would lose them. Remove the longer file from the
-- inbox.
with periods as (
    select distinct
        shop_id,
        ad_account_id,
        report,
        report_from,
        report_to
    from {{ ref('int_marketing__ads_report_rows') }}
)

select
    earlier.shop_id,
    earlier.ad_account_id,
    earlier.report,
    earlier.report_from,
    earlier.report_to,
    later.report as other_report,
    later.report_from as other_from,
    later.report_to as other_to
from periods as earlier
inner join periods as later
    on
        earlier.shop_id = later.shop_id
        and earlier.ad_account_id = later.ad_account_id
        and earlier.report = later.report
        and earlier.report_from <= later.report_to
        and earlier.report_to >= later.report_from
        and (
            earlier.report_from < later.report_from
            or (earlier.report_from = later.report_from and earlier.report_to < later.report_to)
        )
union all
select
    shop_id,
    ad_account_id,
    report,
    report_from,
    report_to,
    better_reports as other_report,
    cast(null as date) as other_from,
    cast(null as date) as other_to
from {{ ref('int_marketing__ads_superseded') }}
where shared_days < {{ days_between('report_from', 'report_to') }} + 1
