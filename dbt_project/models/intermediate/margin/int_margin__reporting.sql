-- The currency every figure is told in, and the moment the books speak of.
with context as (
    select
        reporting_currency,
        as_of,
        newest_complete_week
    from {{ ref('stg_run__context') }}
),

currencies as (
    select
        currency,
        minor_unit
    from {{ ref('currencies') }}
)

select
    context.reporting_currency,
    currencies.minor_unit as reporting_minor_unit,
    context.as_of,
    context.newest_complete_week
from context
left join currencies on context.reporting_currency = currencies.currency
