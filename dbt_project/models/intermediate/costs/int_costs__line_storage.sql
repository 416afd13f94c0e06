-- Storage of a week is borne by what the shop sold that week: converted first, then split over units.
with charges as (
    select
        charge_id,
        shop_id,
        amount,
        currency,
        charged_on,
        {{ iso_week_key('charged_on') }} as charge_week
    from {{ ref('int_costs__invoice_charges_named') }}
    where target = 'storage'
),

conversions as (
    select
        currency,
        day_on,
        rate,
        reporting_minor_unit
    from {{ ref('int_margin__conversions') }}
),

lines as (
    select
        shop_id,
        order_id,
        sku_id,
        quantity,
        order_week
    from {{ ref('int_orders__lines') }}
    where is_sold
),

candidates as (
    select
        charges.charge_id,
        charges.shop_id,
        charges.charge_week,
        lines.order_id,
        lines.sku_id,
        lines.quantity,
        conversions.reporting_minor_unit,
        {{ converted('charges.amount', 'conversions.rate', 'conversions.reporting_minor_unit') }} as storage
    from charges
    left join conversions
        on
            charges.currency = conversions.currency
            and charges.charged_on = conversions.day_on
    -- A week without sales leaves its storage with no line: it stays in the books as unallocated.
    left join lines
        on
            charges.shop_id = lines.shop_id
            and charges.charge_week = lines.order_week
),

split_over_lines as (
    {{ split_by_largest_remainder(
        relation='candidates',
        columns=['shop_id', 'charge_week', 'order_id', 'sku_id'],
        whole='storage',
        minor_unit='reporting_minor_unit',
        weight='quantity',
        fallback_weight='quantity',
        group_by=['charge_id'],
        order_by=['order_id', 'sku_id'],
        part='storage'
    ) }}
)

select
    shop_id,
    charge_week,
    order_id,
    sku_id,
    {{ money('sum(storage)') }} as storage
from split_over_lines
group by shop_id, charge_week, order_id, sku_id
