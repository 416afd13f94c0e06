-- Steps of a return that cost money and that neither an invoice nor a statement tells, with what they go by:
-- units, parcels or tickets. A shop whose statements speak of return labels has said of a settled refund
-- without one that it had none.
with shops as (
    select
        shop_id,
        timezone
    from {{ ref('stg_configuration__shops') }}
),

kinds as (
    select
        type_text,
        return_kind
    from {{ ref('return_types') }}
),

settled as (
    select
        shop_id,
        order_id,
        sku_id,
        has_refund_row,
        max(case when return_shipping_local <> 0 then 1 else 0 end) over (partition by shop_id) = 1
            as is_label_settled_here
    from {{ ref('int_settlements__lines_settled') }}
),

returns as (
    select
        exported.shop_id,
        exported.return_id,
        exported.sku_id,
        exported.order_id,
        {{ to_local_date('exported.requested_at', 'shops.timezone') }} as requested_on,
        states.shipped_back_at is not null or states.received_on is not null as is_back,
        case
            when
                states.received_on is not null
                or (kinds.return_kind = 'return_and_refund' and states.refunded_on is not null)
                then coalesce(exported.return_quantity, 1)
            else 0
        end as units_back,
        coalesce(receipts.resaleable_quantity, 0) as resaleable_quantity,
        coalesce(receipts.written_off_quantity, 0) as written_off_quantity,
        coalesce(receipts.written_off_grade, 'ungraded') as written_off_grade,
        coalesce(receipts.shipping_weight, 0) <> 0
        or coalesce(stated.return_shipping, 0) <> 0
        or coalesce(settled.has_refund_row and settled.is_label_settled_here, false) as is_label_said,
        coalesce(receipts.handling_weight, 0) <> 0 or coalesce(stated.return_handling, 0) <> 0
            as is_receiving_said,
        -- Returns that share a parcel share its label.
        row_number() over (
            partition by exported.shop_id, coalesce(receipts.tracking_id, exported.return_id)
            order by exported.return_id, exported.sku_id
        ) = 1 as is_first_of_parcel
    from {{ ref('stg_returns__returns') }} as exported
    inner join shops on exported.shop_id = shops.shop_id
    inner join {{ ref('int_returns__states') }} as states
        on
            exported.shop_id = states.shop_id
            and exported.return_id = states.return_id
            and exported.sku_id = states.sku_id
    left join {{ ref('int_returns__receipts') }} as receipts
        on
            exported.shop_id = receipts.shop_id
            and exported.return_id = receipts.return_id
            and exported.sku_id = receipts.sku_id
    left join {{ ref('int_returns__costs_split') }} as stated
        on
            exported.shop_id = stated.shop_id
            and exported.return_id = stated.return_id
            and exported.sku_id = stated.sku_id
    left join settled
        on
            exported.shop_id = settled.shop_id
            and exported.order_id = settled.order_id
            and exported.sku_id = settled.sku_id
    left join kinds on lower(trim(exported.return_type)) = kinds.type_text
),

-- A ticket is of one return of its order: of its SKU where it names one, else of the first.
tickets as (
    select
        returns.shop_id,
        returns.return_id,
        returns.sku_id
    from {{ ref('stg_tickets__tickets') }} as opened
    inner join returns
        on
            opened.shop_id = returns.shop_id
            and opened.order_id = returns.order_id
            and (opened.sku_id is null or opened.sku_id = returns.sku_id)
    where coalesce(lower(trim(opened.kind)), 'ticket') <> 'review'
    qualify row_number() over (
        partition by opened.shop_id, opened.ticket_id order by returns.return_id, returns.sku_id
    ) = 1
)
{% set steps = [
    ('return_label', "'*'", 0,
        'case when is_back and is_first_of_parcel and not is_label_said then 1 else 0 end'),
    ('receiving', "'*'", 0, 'case when is_receiving_said then 0 else units_back end'),
] -%}
{% for component in ['restocking', 'disposal', 'write_down'] -%}
{% set _ = steps.extend([
    (component, "'a'", 0, 'resaleable_quantity'),
    (component, 'written_off_grade', 1, 'written_off_quantity'),
    (component, "'ungraded'", 0, 'units_back - resaleable_quantity - written_off_quantity'),
]) -%}
{% endfor -%}
{% for component, grade, written_off, quantity in steps %}
select
    shop_id,
    return_id,
    sku_id,
    requested_on,
    '{{ component }}' as component,
    {{ grade }} as grade,
    -- The margin writes off the whole cost of what was not graded A, and nothing of the rest.
    {{ written_off }} as share_written_off,
    cast({{ quantity }} as integer) as quantity
from returns
where {{ quantity }} > 0
union all
{%- endfor %}
select
    returns.shop_id,
    returns.return_id,
    returns.sku_id,
    returns.requested_on,
    'ticket' as component,
    '*' as grade,
    0 as share_written_off,
    cast(count(*) as integer) as quantity
from tickets
inner join returns
    on
        tickets.shop_id = returns.shop_id
        and tickets.return_id = returns.return_id
        and tickets.sku_id = returns.sku_id
group by returns.shop_id, returns.return_id, returns.sku_id, returns.requested_on
