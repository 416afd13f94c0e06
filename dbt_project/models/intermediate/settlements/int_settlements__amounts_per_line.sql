-- Settled amounts by order line: as stated where the row names a SKU of the order, else split over the lines
-- of the order: layouts at the grain of an order, adjustments, and numbers that the order export calls
-- otherwise.
with amounts as (
    select
        shop_id,
        order_id,
        sku_id,
        fee_type,
        margin_line,
        is_order_row,
        is_refund_row,
        settlement_line_id,
        amount_local
    from {{ ref('int_settlements__amounts_classified') }}
    where counts_in_total and order_id is not null
),

lines as (
    select
        shop_id,
        order_id,
        sku_id,
        value_local,
        quantity,
        currency,
        is_sold
    from {{ ref('int_orders__lines') }}
),

currencies as (
    select
        currency,
        minor_unit
    from {{ ref('currencies') }}
),

ledger as (
    select
        amounts.*,
        amounts.is_order_row and lines.sku_id is not null as is_of_line
    from amounts
    left join lines
        on
            amounts.shop_id = lines.shop_id
            and amounts.order_id = lines.order_id
            and amounts.sku_id = lines.sku_id
),

-- What a whole order shares: rows without a SKU, and adjustments that name a related order.
shared_by_orders as (
    select
        ledger.settlement_line_id,
        ledger.fee_type,
        ledger.margin_line,
        ledger.is_order_row,
        ledger.is_refund_row,
        ledger.amount_local,
        lines.shop_id,
        lines.order_id,
        lines.sku_id,
        lines.quantity,
        currencies.minor_unit,
        case when lines.is_sold then lines.value_local else 0 end as sold_value_local
    from ledger
    inner join lines
        on
            ledger.shop_id = lines.shop_id
            and ledger.order_id = lines.order_id
    left join currencies on lines.currency = currencies.currency
    where not ledger.is_of_line
),

split_over_lines as (
    {{ split_by_largest_remainder(
        relation='shared_by_orders',
        columns=['shop_id', 'order_id', 'sku_id', 'fee_type', 'margin_line', 'is_order_row', 'is_refund_row'],
        whole='amount_local',
        minor_unit='minor_unit',
        weight='sold_value_local',
        fallback_weight='quantity',
        group_by=['settlement_line_id'],
        order_by=['order_id', 'sku_id'],
        part='amount_local'
    ) }}
),

per_line as (
    select
        shop_id,
        order_id,
        sku_id,
        fee_type,
        margin_line,
        is_order_row,
        is_refund_row,
        amount_local
    from ledger
    where is_of_line
    union all
    select
        shop_id,
        order_id,
        sku_id,
        fee_type,
        margin_line,
        is_order_row,
        is_refund_row,
        amount_local
    from split_over_lines
)

select
    shop_id,
    order_id,
    sku_id,
    fee_type,
    margin_line,
    is_order_row,
    is_refund_row,
    {{ money('sum(amount_local)') }} as amount_local
from per_line
group by shop_id, order_id, sku_id, fee_type, margin_line, is_order_row, is_refund_row
