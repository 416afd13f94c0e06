-- Two reports of one kind whose periods overlap would bring the same spend twice. Remove the longer file
-- from the inbox.
with periods as (
    select distinct
        shop_id,
        ad_account_id,
        'gmv_max' as report,
        report_from,
        report_to
    from {{ ref('stg_ads__gmv_max') }}
    union all
    select distinct
        shop_id,
        ad_account_id,
        'ads_manager' as report,
        report_from,
        report_to
    from {{ ref('stg_ads__ads_manager') }}
)

select
    earlier.shop_id,
    earlier.ad_account_id,
    earlier.report,
    earlier.report_from,
    earlier.report_to,
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
