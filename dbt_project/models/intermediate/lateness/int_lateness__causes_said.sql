-- What each text that people or the platform wrote blames the parcel for. Where several phrases fit, damage
-- says more than loss, and loss more than delay.
with said as (
    select distinct
        'cancellation' as said_in,
        lower(trim(cancel_reason)) as reason
    from {{ ref('int_orders__orders') }}
    where is_cancelled and nullif(trim(cancel_reason), '') is not null
    union all
    select distinct
        'return' as said_in,
        lower(trim(return_reason)) as reason
    from {{ ref('stg_returns__returns') }}
    where nullif(trim(return_reason), '') is not null
    union all
    select distinct
        'adjustment' as said_in,
        lower(trim(adjustment_reason)) as reason
    from {{ ref('stg_settlements__statement_rows') }}
    where nullif(trim(adjustment_reason), '') is not null
),

phrases as (
    select
        said_in,
        phrase,
        cause,
        case cause when 'damaged' then 1 when 'lost' then 2 else 3 end as precedence
    from {{ ref('parcel_reasons') }}
)

select
    said.said_in,
    said.reason,
    phrases.cause
from said
inner join phrases
    on
        said.said_in = phrases.said_in
        and said.reason like concat('%', phrases.phrase, '%')
qualify row_number() over (
    partition by said.said_in, said.reason
    order by phrases.precedence, phrases.phrase
) = 1
