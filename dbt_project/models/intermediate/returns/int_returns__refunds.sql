-- How much each return gives back. The export's column calls itself a unit price and holds the whole refund;
-- where a return has several units, the row itself is asked which of the two it is. What nothing decides is
-- a total. An amount in another currency than the shop's is no amount here: it is listed, never added.
with shops as (
    select
        shop_id,
        currency
    from {{ ref('stg_configuration__shops') }}
),

completed as (
    select status_text
    from {{ ref('return_statuses') }}
    where return_state = 'completed'
),

paid as (
    select
        shop_id,
        order_id,
        sku_id,
        quantity,
        value_local,
        paid_local,
        minor_unit
    from {{ ref('int_returns__lines_paid') }}
),

settled as (
    select
        shop_id,
        order_id,
        sku_id,
        refunds_local
    from {{ ref('int_settlements__lines_settled') }}
    where has_refund_row
),

returns as (
    select
        exported.shop_id,
        exported.return_id,
        exported.sku_id,
        exported.order_id,
        exported.return_quantity,
        exported.order_amount_local,
        exported.refund_total_local as stated_refund_local,
        exported.compensation_local as stated_compensation_local,
        coalesce(exported.currency <> shops.currency, false) as is_other_currency,
        -- The statement sums the refunds of a line: it can judge one return alone.
        count(completed.status_text) over (
            partition by exported.shop_id, exported.order_id, exported.sku_id
        ) = 1 and completed.status_text is not null as is_only_refund
    from {{ ref('stg_returns__returns') }} as exported
    inner join shops on exported.shop_id = shops.shop_id
    left join completed on lower(trim(exported.return_status)) = completed.status_text
),

measured as (
    select
        returns.*,
        paid.quantity as ordered_quantity,
        paid.paid_local,
        paid.value_local,
        case when returns.is_only_refund then settled.refunds_local end as settled_refund_local,
        coalesce(paid.paid_local, returns.order_amount_local) as ceiling_local,
        returns.stated_refund_local * returns.return_quantity as multiplied_local,
        case paid.minor_unit when 0 then 1 when 2 then 0.01 when 3 then 0.001 else 0.0001 end
        * returns.return_quantity as tolerance_local,
        {{ proportional('paid.paid_local', 'returns.return_quantity', 'paid.quantity', 'paid.minor_unit') }}
            as paid_for_units_local,
        {{ proportional(
            'returns.stated_refund_local', 'paid.value_local', 'paid.paid_local', 'paid.minor_unit'
        ) }} as goods_if_total_local,
        {{ proportional(
            '(returns.stated_refund_local * returns.return_quantity)', 'paid.value_local', 'paid.paid_local',
            'paid.minor_unit'
        ) }} as goods_if_per_unit_local
    from returns
    left join paid
        on
            returns.shop_id = paid.shop_id
            and returns.order_id = paid.order_id
            and returns.sku_id = paid.sku_id
    left join settled
        on
            returns.shop_id = settled.shop_id
            and returns.order_id = settled.order_id
            and returns.sku_id = settled.sku_id
),

judged as (
    select
        *,
        case
            when is_other_currency then 'other_currency'
            when stated_refund_local is null then 'not_stated'
            when coalesce(return_quantity, 1) <= 1 or stated_refund_local = 0 then 'total_of_one_unit'
            -- Times the units it would be more than was ever paid.
            when multiplied_local > ceiling_local + coalesce(tolerance_local, 0) then 'total_by_payment'
            when abs(settled_refund_local - goods_if_total_local) <= tolerance_local
                then 'total_by_settlement'
            when abs(settled_refund_local - goods_if_per_unit_local) <= tolerance_local
                then 'per_unit_by_settlement'
            when abs(stated_refund_local - paid_for_units_local) <= tolerance_local then 'total_by_payment'
            when abs(multiplied_local - paid_for_units_local) <= tolerance_local then 'per_unit_by_payment'
            else 'total_by_default'
        end as refund_basis
    from measured
)

select
    shop_id,
    return_id,
    sku_id,
    order_id,
    is_other_currency,
    refund_basis,
    {{ money('stated_refund_local') }} as stated_refund_local,
    {{ money("case
        when is_other_currency then null
        when refund_basis in ('per_unit_by_settlement', 'per_unit_by_payment') then multiplied_local
        else stated_refund_local
    end") }} as refund_total_local,
    {{ money('case when not is_other_currency then stated_compensation_local end') }} as compensation_local,
    cast(ordered_quantity as integer) as ordered_quantity,
    {{ money('paid_local') }} as paid_local
from judged
