-- Affiliate commission per order line: what was paid once it was, the platform's estimate before.
-- The partners' export repeats the creator's commission of a sale: only the partner's own counts there.
-- Whose sale the line is stays known where the commission fell away: a creator's returns are his as well.
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
        nullif(trim(exported.creator_username), '') as creator,
        coalesce(nullif(trim(exported.content_type), ''), 'not stated') as content_type,
        coalesce(exported.is_partner_export, false) as is_partner_export,
        -- A status that no seed names is no reason to leave a cost out.
        coalesce(statuses.commission_status, 'unknown') <> 'ineligible' as is_owed,
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
),

owed as (
    select
        shop_id,
        order_id,
        sku_id,
        creator,
        content_type,
        is_partner_export,
        case when is_owed and not is_partner_export then standard_local else 0 end as standard_local,
        case when is_owed and not is_partner_export then shop_ads_local else 0 end as shop_ads_local,
        case when is_owed and not is_partner_export then bonus_local else 0 end as bonus_local,
        case when is_owed and is_partner_export then partner_local else 0 end as partner_local,
        case when is_owed and is_partner_export then shop_ads_local else 0 end as partner_shop_ads_local
    from commissions
),

-- Of several creators the one that earns most on the line has it.
placed as (
    select
        *,
        row_number() over (
            partition by shop_id, order_id, sku_id
            order by
                is_partner_export asc, standard_local + shop_ads_local + bonus_local desc,
                creator asc nulls last, content_type asc
        ) as place
    from owed
)

select
    shop_id,
    order_id,
    sku_id,
    max(case when place = 1 then creator end) as creator,
    max(case when place = 1 and creator is not null then content_type end) as content_type,
    cast(count(distinct creator) as integer) as creator_count,
    {{ money('sum(standard_local)') }} as standard_local,
    {{ money('sum(shop_ads_local)') }} as shop_ads_local,
    {{ money('sum(bonus_local)') }} as bonus_local,
    {{ money('sum(partner_local)') }} as partner_local,
    {{ money('sum(partner_shop_ads_local)') }} as partner_shop_ads_local,
    {{ money('sum(standard_local + shop_ads_local + bonus_local + partner_local + partner_shop_ads_local)') }}
        as affiliate_commission_local
from placed
group by shop_id, order_id, sku_id
