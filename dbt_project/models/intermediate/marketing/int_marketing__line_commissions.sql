-- Affiliate commission per order line: what was paid once it was, the platform's estimate before.
-- The partners' export repeats the creator's commission of a sale: only the partner's own counts there.
with statuses as (
    select
        status_text,
        commission_status
    from {{ ref('affiliate_statuses') }}
),

commissions as (
    select
        exported.shop_id,
        exported.order_id,
        exported.sku_id,
        coalesce(exported.is_partner_export, false) as is_partner_export,
        case
            when exported.actual_commission_local > 0 then exported.actual_commission_local
            else coalesce(exported.est_standard_commission_local, 0)
        end as standard_local,
        case
            when exported.actual_shop_ads_commission_local > 0 then exported.actual_shop_ads_commission_local
            else coalesce(exported.est_shop_ads_commission_local, 0)
        end as shop_ads_local,
        case
            when exported.actual_cofunded_bonus_local > 0 then exported.actual_cofunded_bonus_local
            else coalesce(exported.est_cofunded_bonus_local, 0)
        end as bonus_local,
        coalesce(exported.est_partner_commission_local, 0) as partner_local
    from {{ ref('stg_affiliate_orders__commissions') }} as exported
    left join statuses on lower(trim(exported.order_status)) = statuses.status_text
    -- A status that no seed names is no reason to leave a cost out.
    where coalesce(statuses.commission_status, 'unknown') <> 'ineligible'
),

owed as (
    select
        shop_id,
        order_id,
        sku_id,
        case when is_partner_export then 0 else standard_local end as standard_local,
        case when is_partner_export then 0 else shop_ads_local end as shop_ads_local,
        case when is_partner_export then 0 else bonus_local end as bonus_local,
        case when is_partner_export then partner_local else 0 end as partner_local,
        case when is_partner_export then shop_ads_local else 0 end as partner_shop_ads_local
    from commissions
)

select
    shop_id,
    order_id,
    sku_id,
    {{ money('sum(standard_local)') }} as standard_local,
    {{ money('sum(shop_ads_local)') }} as shop_ads_local,
    {{ money('sum(bonus_local)') }} as bonus_local,
    {{ money('sum(partner_local)') }} as partner_local,
    {{ money('sum(partner_shop_ads_local)') }} as partner_shop_ads_local,
    {{ money('sum(standard_local + shop_ads_local + bonus_local + partner_local + partner_shop_ads_local)') }}
        as affiliate_commission_local
from owed
group by shop_id, order_id, sku_id
