-- The clock of cash: what each statement day brought, in its week, whatever was ordered when. A day is
-- converted once, at its own rate, and its groups share the result, so that groups sum to days to the cent.
with ledger as (
    select
        shop_id,
        statement_on,
        fee_group,
        margin_line,
        currency,
        amount_local
    from {{ ref('int_settlements__amounts_classified') }}
    where counts_in_total and statement_on is not null
),

conversions as (
    select
        currency,
        day_on,
        rate,
        reporting_currency,
        reporting_minor_unit
    from {{ ref('int_margin__conversions') }}
),

daily as (
    select
        shop_id,
        statement_on,
        currency,
        fee_group,
        margin_line,
        count(*) as line_count,
        sum(amount_local) as group_local,
        sum(sum(amount_local)) over (partition by shop_id, statement_on, currency) as day_local
    from ledger
    group by shop_id, statement_on, currency, fee_group, margin_line
),

candidates as (
    select
        daily.shop_id,
        daily.statement_on,
        daily.currency,
        daily.fee_group,
        daily.margin_line,
        daily.line_count,
        daily.group_local,
        conversions.reporting_currency,
        conversions.reporting_minor_unit,
        {{ whole_number('1000000000000') }} as rate_unit,
        {{ trillionths('conversions.rate') }}
        * {{ ten_thousandths('daily.group_local') }} as numerator,
        {{ converted('daily.day_local', 'conversions.rate', 'conversions.reporting_minor_unit') }}
            as day_amount
    from daily
    inner join conversions
        on
            daily.currency = conversions.currency
            and daily.statement_on = conversions.day_on
    where conversions.rate is not null
),

shared as (
    {{ fractions_rounded_to_their_sum(
        relation='candidates',
        columns=[
            'shop_id', 'statement_on', 'currency', 'fee_group', 'margin_line', 'line_count', 'group_local',
            'reporting_currency',
        ],
        numerator='numerator',
        denominator='rate_unit',
        whole='day_amount',
        minor_unit='reporting_minor_unit',
        group_by=['shop_id', 'statement_on', 'currency'],
        order_by=['fee_group', 'margin_line'],
        part='amount'
    ) }}
)

select
    shop_id,
    {{ iso_week_key('statement_on') }} as statement_week,
    fee_group,
    margin_line,
    currency,
    cast(sum(line_count) as integer) as line_count,
    {{ money('sum(group_local)') }} as amount_local,
    {{ money('sum(amount)') }} as amount,
    max(reporting_currency) as reporting_currency
from shared
group by shop_id, {{ iso_week_key('statement_on') }}, fee_group, margin_line, currency
