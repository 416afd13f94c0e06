-- Invoiced and accrued charges on the lines of the parcel, return or order they name, in the currency of the
-- invoice.
with charges as (
    select
        charge_id,
        shop_id,
        charge_type,
        target,
        tracking_id,
        order_id as charged_order_id,
        amount,
        currency,
        false as is_estimated
    from {{ ref('int_costs__invoice_charges_named') }}
    where target in ('parcel', 'return', 'order')
    union all
    select
        {{ hash_key(['shop_id', 'tracking_id', 'charge_type', 'currency']) }} as charge_id,
        shop_id,
        charge_type,
        'parcel' as target,
        tracking_id,
        cast(null as {{ dbt.type_string() }}) as charged_order_id,
        amount,
        currency,
        true as is_estimated
    from {{ ref('int_costs__charges_accrued') }}
),

parcel_lines as (
    select
        shop_id,
        tracking_id,
        target,
        order_id,
        sku_id,
        quantity,
        ordered_on
    from {{ ref('int_costs__parcel_lines') }}
),

order_lines as (
    select
        shop_id,
        order_id,
        sku_id,
        quantity,
        ordered_on
    from {{ ref('int_orders__lines') }}
),

currencies as (
    select
        currency,
        minor_unit
    from {{ ref('currencies') }}
),

on_lines as (
    select
        charges.*,
        parcel_lines.order_id,
        parcel_lines.sku_id,
        parcel_lines.ordered_on,
        parcel_lines.quantity
    from charges
    inner join parcel_lines
        on
            charges.shop_id = parcel_lines.shop_id
            and charges.tracking_id = parcel_lines.tracking_id
            and charges.target = parcel_lines.target
    union all
    select
        charges.*,
        order_lines.order_id,
        order_lines.sku_id,
        order_lines.ordered_on,
        order_lines.quantity
    from charges
    inner join order_lines
        on
            charges.shop_id = order_lines.shop_id
            and charges.charged_order_id = order_lines.order_id
    where charges.target = 'order'
),

candidates as (
    select
        on_lines.*,
        currencies.minor_unit
    from on_lines
    left join currencies on on_lines.currency = currencies.currency
),

split_over_lines as (
    {{ split_by_largest_remainder(
        relation='candidates',
        columns=['shop_id', 'order_id', 'sku_id', 'ordered_on', 'charge_type', 'currency', 'is_estimated'],
        whole='amount',
        minor_unit='minor_unit',
        weight='quantity',
        fallback_weight='quantity',
        group_by=['charge_id'],
        order_by=['order_id', 'sku_id'],
        part='amount'
    ) }}
)

select
    shop_id,
    order_id,
    sku_id,
    ordered_on,
    charge_type,
    currency,
    is_estimated,
    {{ money('sum(amount)') }} as amount
from split_over_lines
group by shop_id, order_id, sku_id, ordered_on, charge_type, currency, is_estimated
