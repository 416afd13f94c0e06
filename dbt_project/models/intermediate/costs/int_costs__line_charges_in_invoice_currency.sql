-- Invoiced and accrued charges on the lines of the parcel, return or order they name, in the currency of the
-- invoice.
with shares as (
    select
        *,
        case used_basis
            when 'weight' then chargeable_grams
            when 'value' then value_local
            else quantity
        end as bearing_weight
    from {{ ref('int_costs__charge_shares') }}
),

currencies as (
    select
        currency,
        minor_unit
    from {{ ref('currencies') }}
),

candidates as (
    select
        shares.*,
        currencies.minor_unit
    from shares
    left join currencies on shares.currency = currencies.currency
),

split_over_lines as (
    {{ split_by_largest_remainder(
        relation='candidates',
        columns=['shop_id', 'order_id', 'sku_id', 'ordered_on', 'charge_type', 'currency', 'is_estimated'],
        whole='amount',
        minor_unit='minor_unit',
        weight='bearing_weight',
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
