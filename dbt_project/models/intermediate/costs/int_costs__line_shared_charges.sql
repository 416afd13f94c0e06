-- Charges of a shop's week, storage before all, are borne by what it sold that week: converted first, then
-- split by what the invoice says, over the SKU that the charge names where it names one.
with charges as (
    select *
    from {{ ref('int_costs__shared_charges') }}
),

conversions as (
    select
        currency,
        day_on,
        rate,
        reporting_minor_unit
    from {{ ref('int_margin__conversions') }}
),

divisors as (
    select cm3_per_kg
    from {{ ref('volumetric_divisors') }}
    where provider = '*'
),

lines as (
    select
        order_lines.shop_id,
        order_lines.order_id,
        order_lines.sku_id,
        order_lines.seller_sku,
        order_lines.quantity,
        order_lines.value_local,
        order_lines.order_week,
        {{ chargeable_grams('weights.weight_kg', 'weights.volume_cm3', 'divisors.cm3_per_kg') }}
            as chargeable_grams
    from {{ ref('int_orders__lines') }} as order_lines
    cross join divisors
    left join {{ ref('int_costs__line_weights') }} as weights
        on
            order_lines.shop_id = weights.shop_id
            and order_lines.order_id = weights.order_id
            and order_lines.sku_id = weights.sku_id
    where order_lines.is_sold
),

-- A week without sales leaves its charges with no line: they stay in the books as unallocated.
candidates as (
    select
        charges.charge_id,
        charges.shop_id,
        charges.charge_type,
        charges.allocation_basis,
        charges.is_estimated,
        charges.charge_week,
        lines.order_id,
        lines.sku_id,
        lines.quantity,
        lines.value_local,
        lines.chargeable_grams,
        conversions.reporting_minor_unit,
        {{ converted('charges.amount', 'conversions.rate', 'conversions.reporting_minor_unit') }} as amount
    from charges
    left join conversions
        on
            charges.currency = conversions.currency
            and charges.rate_on = conversions.day_on
    left join lines
        on
            charges.shop_id = lines.shop_id
            and charges.charge_week = lines.order_week
            and coalesce(charges.seller_sku, lines.seller_sku, '') = coalesce(lines.seller_sku, '')
),

weighed as (
    select
        *,
        case
            when allocation_basis = 'value' then value_local
            when
                allocation_basis = 'weight'
                and count(*) over (partition by charge_id, charge_week)
                = count(chargeable_grams) over (partition by charge_id, charge_week)
                then chargeable_grams
            else quantity
        end as bearing_weight
    from candidates
),

split_over_lines as (
    {{ split_by_largest_remainder(
        relation='weighed',
        columns=['shop_id', 'charge_week', 'order_id', 'sku_id', 'charge_type', 'is_estimated'],
        whole='amount',
        minor_unit='reporting_minor_unit',
        weight='bearing_weight',
        fallback_weight='quantity',
        group_by=['charge_id', 'charge_week'],
        order_by=['order_id', 'sku_id'],
        part='amount'
    ) }}
)

select
    shop_id,
    charge_week,
    order_id,
    sku_id,
    charge_type,
    is_estimated,
    {{ money('sum(amount)') }} as amount
from split_over_lines
group by shop_id, charge_week, order_id, sku_id, charge_type, is_estimated
