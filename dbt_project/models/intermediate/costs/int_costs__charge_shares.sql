-- Which lines bear each invoiced or accrued charge of a parcel, a return or an order, and by which weight:
-- the quantity, the chargeable weight (the larger of actual and volumetric) or the value, as the invoice
-- says. A charge by weight one of whose lines has none known goes by quantity, and a test lists it.
with charges as (
    select
        charge_id,
        shop_id,
        provider,
        charge_type,
        target,
        coalesce(tracking_id, order_id) as bearer_id,
        allocation_basis,
        amount,
        currency,
        false as is_estimated
    from {{ ref('int_costs__invoice_charges_named') }}
    where target in ('parcel', 'return', 'order') and is_cost
    union all
    select
        {{ hash_key(['shop_id', 'tracking_id', 'target', 'charge_type', 'currency']) }} as charge_id,
        shop_id,
        cast(null as {{ dbt.type_string() }}) as provider,
        charge_type,
        target,
        tracking_id as bearer_id,
        'quantity' as allocation_basis,
        amount,
        currency,
        true as is_estimated
    from {{ ref('int_costs__charges_accrued') }}
),

order_lines as (
    select
        shop_id,
        order_id,
        sku_id,
        quantity,
        ordered_on,
        value_local
    from {{ ref('int_orders__lines') }}
),

bearers as (
    select
        shop_id,
        tracking_id as bearer_id,
        target,
        order_id,
        sku_id,
        quantity,
        ordered_on
    from {{ ref('int_costs__parcel_lines') }}
    union all
    select
        shop_id,
        order_id as bearer_id,
        'order' as target,
        order_id,
        sku_id,
        quantity,
        ordered_on
    from order_lines
),

weights as (
    select
        shop_id,
        order_id,
        sku_id,
        weight_kg,
        volume_cm3
    from {{ ref('int_costs__line_weights') }}
),

divisors as (
    select
        provider,
        cm3_per_kg
    from {{ ref('volumetric_divisors') }}
),

measured as (
    select
        charges.*,
        bearers.order_id,
        bearers.sku_id,
        bearers.ordered_on,
        bearers.quantity,
        order_lines.value_local,
        {{ chargeable_grams(
            'weights.weight_kg', 'weights.volume_cm3', 'coalesce(own.cm3_per_kg, usual.cm3_per_kg)'
        ) }} as chargeable_grams
    from charges
    inner join bearers
        on
            charges.shop_id = bearers.shop_id
            and charges.bearer_id = bearers.bearer_id
            and charges.target = bearers.target
    left join order_lines
        on
            bearers.shop_id = order_lines.shop_id
            and bearers.order_id = order_lines.order_id
            and bearers.sku_id = order_lines.sku_id
    left join weights
        on
            bearers.shop_id = weights.shop_id
            and bearers.order_id = weights.order_id
            and bearers.sku_id = weights.sku_id
    left join divisors as own on lower(trim(charges.provider)) = own.provider
    left join divisors as usual on usual.provider = '*'
)

select
    *,
    case
        when allocation_basis <> 'weight' then allocation_basis
        when count(*) over (partition by charge_id) = count(chargeable_grams) over (partition by charge_id)
            then 'weight'
        else 'quantity'
    end as used_basis
from measured
