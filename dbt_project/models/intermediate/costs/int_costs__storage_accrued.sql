-- Days of complete weeks whose storage no invoice has brought yet: what a day cost on the newest invoice of
-- the warehouse. An invoice without a last day is for seven days, and for its week. A warehouse that was
-- silent for eight weeks is accrued no longer.
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
        max(coalesce(charged_to, {{ add_days(week_start_on('charged_on'), 6) }})) as last_covered_on
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
        {{ days_between(
            'min(newest.charged_on)',
            'max(coalesce(newest.charged_to, ' ~ add_days('newest.charged_on', 6) ~ '))'
        ) }} + 1 as day_count
    from newest
    inner join covered
        on
            newest.shop_id = covered.shop_id
            and newest.provider = covered.provider
    group by newest.shop_id, newest.provider, newest.currency, covered.last_covered_on
),

weeks as (
    select
        week_start_on,
        week_end_on
    from {{ ref('int_calendar__weeks') }}
    where is_complete
),

open_weeks as (
    select
        rates.*,
        weeks.week_end_on,
        -- An invoice may end within a week: the rest of it is still to come.
        case
            when rates.last_covered_on < weeks.week_start_on then weeks.week_start_on
            else {{ add_days('rates.last_covered_on', 1) }}
        end as charged_on
    from rates
    inner join weeks
        on
            rates.last_covered_on < weeks.week_end_on
            and {{ add_days('rates.last_covered_on', 56) }} >= weeks.week_start_on
)

select
    open_weeks.shop_id,
    open_weeks.provider,
    open_weeks.charged_on,
    open_weeks.currency,
    {{ proportional(
        'open_weeks.amount', days_between('open_weeks.charged_on', 'open_weeks.week_end_on') ~ ' + 1',
        'open_weeks.day_count', 'currencies.minor_unit'
    ) }} as amount
from open_weeks
left join currencies on open_weeks.currency = currencies.currency
