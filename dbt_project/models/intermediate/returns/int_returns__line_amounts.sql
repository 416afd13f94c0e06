-- What coming back took of each sold line, by component, in the reporting currency. Beside the lines of the
-- margin that are a return's alone stand its parts of other lines: of the shipping income given back, of the
-- fees and the commission that stay charged for what was returned, of the freight that carried it in vain.
with returned as (
    select distinct
        shop_id,
        order_id,
        sku_id
    from {{ ref('stg_returns__returns') }}
),

refund_days as (
    select
        shop_id,
        order_id,
        sku_id,
        refunded_on
    from {{ ref('int_returns__refund_days') }}
),

refund_rows as (
    select
        shop_id,
        order_id,
        sku_id,
        -sum(case when margin_line = 'shipping_income' then amount_local else 0 end) as shipping_local,
        sum(case when margin_line in ('referral_fee', 'transaction_fee') then amount_local else 0 end)
            as fees_local,
        sum(case when margin_line = 'affiliate_commission' then amount_local else 0 end) as commission_local
    from {{ ref('int_settlements__amounts_per_line') }}
    where is_refund_row
    group by shop_id, order_id, sku_id
),

currencies as (
    select
        shop_id,
        order_id,
        sku_id,
        currency
    from {{ ref('int_orders__lines') }}
),

conversions as (
    select
        currency,
        day_on,
        rate,
        reporting_minor_unit
    from {{ ref('int_margin__conversions') }}
),

{% set conversion = ['conversions.rate', 'conversions.reporting_minor_unit'] -%}
lines as (
    select
        margins.*,
        refund_days.refunded_on as line_refunded_on,
        not margins.is_settled or coalesce(line_refunds.is_estimated, false) as is_refund_estimated,
        margins.gross_sales - margins.seller_discount as line_value,
        conversions.reporting_minor_unit as minor_unit,
        coalesce({{ converted('refund_rows.shipping_local', *conversion) }}, 0)
            as refund_of_shipping,
        coalesce({{ converted('refund_rows.fees_local', *conversion) }}, 0)
            as platform_fees_refunded,
        coalesce({{ converted('refund_rows.commission_local', *conversion) }}, 0)
            as affiliate_commission_clawed_back
    from {{ ref('int_margin__line_margins') }} as margins
    inner join currencies
        on
            margins.shop_id = currencies.shop_id
            and margins.order_id = currencies.order_id
            and margins.sku_id = currencies.sku_id
    left join conversions
        on
            currencies.currency = conversions.currency
            and margins.ordered_on = conversions.day_on
    left join {{ ref('int_returns__line_refunds') }} as line_refunds
        on
            margins.shop_id = line_refunds.shop_id
            and margins.order_id = line_refunds.order_id
            and margins.sku_id = line_refunds.sku_id
    left join refund_days
        on
            margins.shop_id = refund_days.shop_id
            and margins.order_id = refund_days.order_id
            and margins.sku_id = refund_days.sku_id
    left join refund_rows
        on
            margins.shop_id = refund_rows.shop_id
            and margins.order_id = refund_rows.order_id
            and margins.sku_id = refund_rows.sku_id
    left join returned
        on
            margins.shop_id = returned.shop_id
            and margins.order_id = returned.order_id
            and margins.sku_id = returned.sku_id
    where
        margins.is_sold
        and (
            returned.shop_id is not null
            or refund_days.shop_id is not null
            or refund_rows.shop_id is not null
            or margins.refunds <> 0
            or margins.return_shipping <> 0
            or margins.return_handling <> 0
            or margins.refund_administration_fee <> 0
            or margins.return_compensation <> 0
        )
)

{% set fees_charged = '(referral_fee + transaction_fee + platform_fees_refunded)' -%}
{% set commission_charged = '(affiliate_commission + affiliate_commission_clawed_back)' -%}
select
    shop_id,
    order_id,
    sku_id,
    order_week,
    ordered_on,
    line_refunded_on,
    minor_unit,
    is_refund_estimated as is_estimated,
    {{ money('refunds') }} as refund_of_goods,
    {{ money('refund_of_shipping') }} as refund_of_shipping,
    {{ money('platform_fees_refunded') }} as platform_fees_refunded,
    -- The refunded share of what was charged for the sale, less what came back of it.
    {{ money('coalesce(' ~ proportional(fees_charged, 'refunds', 'line_value', 'minor_unit')
        ~ ', 0) - platform_fees_refunded') }} as platform_fees_kept,
    {{ money('refund_administration_fee') }} as refund_administration_fee,
    {{ money('affiliate_commission_clawed_back') }} as affiliate_commission_clawed_back,
    {{ money('coalesce(' ~ proportional(commission_charged, 'refunds', 'line_value', 'minor_unit')
        ~ ', 0) - affiliate_commission_clawed_back') }} as affiliate_commission_kept,
    {{ money('coalesce(' ~ proportional('last_mile', 'refunds', 'line_value', 'minor_unit') ~ ', 0)') }}
        as outbound_freight_wasted,
    {{ money('return_shipping') }} as return_shipping,
    {{ money('return_handling') }} as return_handling,
    {{ money('coalesce(goods_written_off, 0)') }} as goods_written_off,
    {{ money('coalesce(cost_of_goods_recovered, 0)') }} as cost_of_goods_recovered,
    {{ money('return_compensation') }} as return_compensation,
    {{ money('cost_of_goods') }} as cost_of_goods
from lines
