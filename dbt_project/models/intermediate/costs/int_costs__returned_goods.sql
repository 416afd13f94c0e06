-- How many units of each line came back, by what the warehouse found: grade A goes back on the shelf.
with receipts as (
    select
        charge_id,
        shop_id,
        tracking_id,
        seller_sku,
        coalesce(quantity, 0) as quantity,
        upper(trim(coalesce(grade, ''))) as grade
    from {{ ref('int_costs__invoice_charges_named') }}
    where charge_type = 'return_handling' and target = 'return'
),

return_lines as (
    select
        shop_id,
        tracking_id,
        order_id,
        sku_id,
        seller_sku
    from {{ ref('int_costs__parcel_lines') }}
    where target = 'return'
),

-- One receipt is of one line: the one with its SKU, else the first of the parcel.
matched as (
    select
        receipts.shop_id,
        return_lines.order_id,
        return_lines.sku_id,
        receipts.quantity,
        receipts.grade,
        row_number() over (
            partition by receipts.charge_id
            order by
                case when receipts.seller_sku = return_lines.seller_sku then 0 else 1 end asc,
                return_lines.order_id asc,
                return_lines.sku_id asc
        ) as place
    from receipts
    inner join return_lines
        on
            receipts.shop_id = return_lines.shop_id
            and receipts.tracking_id = return_lines.tracking_id
)

select
    shop_id,
    order_id,
    sku_id,
    cast(sum(case when grade = 'A' then quantity else 0 end) as integer) as resaleable_quantity,
    cast(sum(case when grade = 'A' then 0 else quantity end) as integer) as written_off_quantity
from matched
where place = 1
group by shop_id, order_id, sku_id
