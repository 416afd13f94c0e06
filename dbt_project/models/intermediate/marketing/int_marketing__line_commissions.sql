-- Affiliate commission per order line: what was paid once it was, the platform's estimate before.
with commissions as (
    select
        shop_id,
        order_id,
        sku_id,
        case
            when actual_commission_local > 0 then actual_commission_local
            else coalesce(est_standard_commission_local, 0)
        end as standard_local,
        case
            when actual_shop_ads_commission_local > 0 then actual_shop_ads_commission_local
            else coalesce(est_shop_ads_commission_local, 0)
        end as shop_ads_local,
        case
            when actual_cofunded_bonus_local > 0 then actual_cofunded_bonus_local
            else coalesce(est_cofunded_bonus_local, 0)
        end as bonus_local
    from {{ ref('stg_affiliate_orders__commissions') }}
    where lower(trim(coalesce(order_status, ''))) <> 'ineligible'
)

select
    shop_id,
    order_id,
    sku_id,
    {{ money('sum(standard_local + shop_ads_local + bonus_local)') }} as affiliate_commission_local
from commissions
group by shop_id, order_id, sku_id
