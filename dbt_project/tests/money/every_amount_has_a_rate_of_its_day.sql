-- Names the currency and the day that have no rate within seven days, and amounts whose currency nobody
-- stated: publication stops until the user's file of rates has the day. Nothing is ever taken at 1 for lack
-- of a rate.
select
    currency,
    day_on,
    reporting_currency,
    'no rate within seven days' as problem
from {{ ref('int_margin__conversions') }}
where rate is null or rate <= 0
union all
select distinct
    currency,
    charged_on as day_on,
    cast(null as {{ dbt.type_string() }}) as reporting_currency,
    'an invoice charge without a currency' as problem
from {{ ref('int_costs__invoice_charges_named') }}
where currency is null
union all
select distinct
    currency,
    spend_on as day_on,
    cast(null as {{ dbt.type_string() }}) as reporting_currency,
    'advertising without a currency' as problem
from {{ ref('int_marketing__ad_spend_daily') }}
where currency is null
union all
select distinct
    currency,
    statement_on as day_on,
    cast(null as {{ dbt.type_string() }}) as reporting_currency,
    'a settlement row without a currency' as problem
from {{ ref('stg_settlements__statement_rows') }}
where currency is null
