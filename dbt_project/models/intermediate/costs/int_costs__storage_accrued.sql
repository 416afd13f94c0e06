-- Complete weeks whose storage no invoice has brought yet: what a day cost on the newest invoice of the
-- warehouse, for seven days. A warehouse that was silent for eight weeks is accrued no longer.
with charges as (
    select
        shop_id,
        provider,
        invoice_number,
        invoice_on,
        charged_on,
        charged_to,
        amount,
        currency
    from {{ ref('int_costs__invoice_charges_named') }}
    where target = 'storage'
),

currencies as (
    select
        currency,
        minor_unit
    from {{ ref('currencies') }}
),

newest as (
    select *
    from charges
    qualify dense_rank() over (
        partition by shop_id, provider order by invoice_on desc, invoice_number desc
    ) = 1
),

covered as (
    select
        shop_id,
        provider,
        max({{ week_start_on('charged_to') }}) as last_covered_on
    from charges
    group by shop_id, provider
),

rates as (
    select
        newest.shop_id,
        newest.provider,
        newest.currency,
        covered.last_covered_on,
        sum(newest.amount) as amount,
        {{ days_between('min(newest.charged_on)', 'max(newest.charged_to)') }} + 1 as day_count
    from newest
    inner join covered
        on
            newest.shop_id = covered.shop_id
            and newest.provider = covered.provider
    group by newest.shop_id, newest.provider, newest.currency, covered.last_covered_on
),

weeks as (
    select week_start_on
    from {{ ref('int_calendar__weeks') }}
    where is_complete
)

select
    rates.shop_id,
    rates.provider,
    weeks.week_start_on as charged_on,
    rates.currency,
    -- Without a last day the invoice is for its week.
    {{ proportional(
        'rates.amount', 7, 'case when rates.day_count > 1 then rates.day_count else 7 end',
        'currencies.minor_unit'
    ) }} as amount
from rates
inner join weeks
    on
        rates.last_covered_on < weeks.week_start_on
        and {{ add_days('rates.last_covered_on', 56) }} >= weeks.week_start_on
left join currencies on rates.currency = currencies.currency
