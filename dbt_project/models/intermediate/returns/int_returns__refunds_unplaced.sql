-- Refunds of statements whose order no export holds and of which no return tells: they are on no margin, and
-- they are money all the same. Converted at the rate of their statement's day.
with ledger as (
    select
        shop_id,
        order_id,
        coalesce(sku_id, 'not stated') as sku_id,
        statement_on,
        margin_line,
        currency,
        amount_local
    from {{ ref('int_settlements__amounts_classified') }}
    where is_refund_row and counts_in_total and order_id is not null
),

orders as (
    select distinct
        shop_id,
        order_id
    from {{ ref('int_orders__lines') }}
    union distinct
    select distinct
        shop_id,
        order_id
    from {{ ref('stg_returns__returns') }}
),

conversions as (
    select
        currency,
        day_on,
        rate,
        reporting_minor_unit
    from {{ ref('int_margin__conversions') }}
),

unplaced as (
    select
        ledger.shop_id,
        ledger.order_id,
        ledger.sku_id,
        ledger.statement_on,
        ledger.margin_line,
        {{ converted('ledger.amount_local', 'conversions.rate', 'conversions.reporting_minor_unit') }}
            as amount
    from ledger
    left join orders
        on
            ledger.shop_id = orders.shop_id
            and ledger.order_id = orders.order_id
    left join conversions
        on
            ledger.currency = conversions.currency
            and ledger.statement_on = conversions.day_on
    where orders.order_id is null
)

select
    shop_id,
    order_id,
    sku_id,
    max(statement_on) as refunded_on,
    {{ money("-sum(case when margin_line = 'refunds' then amount else 0 end)") }} as refund_of_goods,
    {{ money("-sum(case when margin_line = 'shipping_income' then amount else 0 end)") }}
        as refund_of_shipping,
    {{ money("sum(case when margin_line in ('referral_fee', 'transaction_fee') then amount else 0 end)") }}
        as platform_fees_refunded,
    {{ money("-sum(case when margin_line = 'refund_administration_fee' then amount else 0 end)") }}
        as refund_administration_fee,
    {{ money("sum(case when margin_line = 'affiliate_commission' then amount else 0 end)") }}
        as affiliate_commission_clawed_back,
    {{ money("-sum(case when margin_line = 'return_shipping' then amount else 0 end)") }} as return_shipping
from unplaced
group by shop_id, order_id, sku_id
