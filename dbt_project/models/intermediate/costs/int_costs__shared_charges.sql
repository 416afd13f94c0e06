-- What a shop's week is charged as a whole, by charge and week. Storage that was invoiced for several weeks
-- is split over them by the days it was for; what else names no parcel is of the week in which it begins.
-- Where no invoice has come, the accrual stands in.
with invoiced as (
    select
        charge_id,
        shop_id,
        charge_type,
        target,
        seller_sku,
        allocation_basis,
        invoice_on,
        charged_on,
        case when target = 'storage' then coalesce(charged_to, charged_on) else charged_on end as charged_to,
        amount,
        currency
    from {{ ref('int_costs__invoice_charges_named') }}
    where target in ('storage', 'shop') and is_cost
),

currencies as (
    select
        currency,
        minor_unit
    from {{ ref('currencies') }}
),

days as (
    select
        charge_id,
        charged_on,
        {{ days_from_to('charged_on', 'charged_to') }} as day_on
    from invoiced
),

weeks as (
    select
        charge_id,
        {{ iso_week_key('day_on') }} as charge_week,
        min(day_on) as first_on,
        cast(count(*) as integer) as day_count
    from days
    group by charge_id, {{ iso_week_key('day_on') }}
),

candidates as (
    select
        invoiced.*,
        currencies.minor_unit,
        weeks.charge_week,
        weeks.day_count,
        -- The rate of the part's first day, or of the invoice where it came before: tomorrow has no rate.
        case
            when weeks.first_on > invoiced.invoice_on and invoiced.invoice_on >= invoiced.charged_on
                then invoiced.invoice_on
            when weeks.first_on > invoiced.invoice_on then invoiced.charged_on
            else weeks.first_on
        end as rate_on
    from invoiced
    inner join weeks on invoiced.charge_id = weeks.charge_id
    left join currencies on invoiced.currency = currencies.currency
),

split_over_weeks as (
    {{ split_by_largest_remainder(
        relation='candidates',
        columns=[
            'charge_id', 'shop_id', 'charge_type', 'seller_sku', 'allocation_basis', 'currency',
            'charge_week', 'rate_on',
        ],
        whole='amount',
        minor_unit='minor_unit',
        weight='day_count',
        fallback_weight='day_count',
        group_by=['charge_id'],
        order_by=['charge_week'],
        part='amount'
    ) }}
)

select
    charge_id,
    shop_id,
    charge_week,
    charge_type,
    seller_sku,
    allocation_basis,
    rate_on,
    currency,
    amount,
    false as is_estimated
from split_over_weeks
union all
select
    {{ hash_key(['shop_id', 'provider', 'currency', 'charged_on']) }} as charge_id,
    shop_id,
    {{ iso_week_key('charged_on') }} as charge_week,
    'storage' as charge_type,
    cast(null as {{ dbt.type_string() }}) as seller_sku,
    'quantity' as allocation_basis,
    charged_on as rate_on,
    currency,
    {{ money('amount') }} as amount,
    true as is_estimated
from {{ ref('int_costs__storage_accrued') }}
