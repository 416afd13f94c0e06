-- Names the currencies that the seed `currencies` does not know: their amounts can't be rounded or split
-- rightly.
with used as (
    select currency
    from {{ ref('stg_configuration__shops') }}
    union
    select currency
    from {{ ref('int_margin__conversions') }}
    union
    select reporting_currency as currency
    from {{ ref('int_margin__reporting') }}
)

select used.currency
from used
left join {{ ref('currencies') }} as currencies on used.currency = currencies.currency
where currencies.currency is null
