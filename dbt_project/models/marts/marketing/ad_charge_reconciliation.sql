with spends as (
    select
        daily.shop_id,
        daily.spend_week,
        {{ money('sum(daily.spend_local)') }} as reported_local,
        max(daily.currency) as currency,
        {{ text_list('daily.ad_account_id', 'daily.ad_account_id') }} as ad_account_ids
    from (
        select
            shop_id,
            spend_week,
            ad_account_id,
            currency,
            sum(spend_local) as spend_local
        from {{ ref('int_marketing__ad_spend_daily') }}
        group by shop_id, spend_week, ad_account_id, currency
    ) as daily
    -- An account in another currency than its shop can't be charged in the settlement.
    inner join {{ ref('stg_configuration__shops') }} as shops
        on
            daily.shop_id = shops.shop_id
            and daily.currency = shops.currency
    group by daily.shop_id, daily.spend_week
),

charges as (
    select
        shop_id,
        spend_week,
        max(currency) as currency,
        {{ money('sum(charged_local)') }} as charged_local,
        {{ money('sum(case when is_matched then charged_local else 0 end)') }} as matched_local,
        cast(count(*) as integer) as charge_count,
        cast(count(case when is_matched then 1 end) as integer) as matched_charge_count,
        max(case when bears_vat then 1 else 0 end) = 1 as bears_vat
    from {{ ref('int_marketing__ad_charges') }}
    group by shop_id, spend_week
),

currencies as (
    select
        currency,
        minor_unit
    from {{ ref('currencies') }}
),

joined as (
    select
        coalesce(spends.shop_id, charges.shop_id) as shop_id,
        coalesce(spends.spend_week, charges.spend_week) as spend_week,
        coalesce(spends.currency, charges.currency) as currency,
        spends.ad_account_ids,
        spends.reported_local,
        coalesce(charges.charged_local, 0) as charged_local,
        coalesce(charges.matched_local, 0) as matched_local,
        coalesce(charges.charge_count, 0) as charge_count,
        coalesce(charges.matched_charge_count, 0) as matched_charge_count,
        coalesce(charges.bears_vat, false) as bears_vat
    from spends
    full outer join charges
        on
            spends.shop_id = charges.shop_id
            and spends.spend_week = charges.spend_week
),

taxed as (
    select
        joined.*,
        coalesce({{ converted('joined.reported_local', 'vat_rates.vat_rate', 'currencies.minor_unit') }}, 0)
            as vat_local
    from joined
    left join {{ ref('int_marketing__vat_rates') }} as vat_rates on joined.shop_id = vat_rates.shop_id
    left join currencies on joined.currency = currencies.currency
),

judged as (
    select
        *,
        case
            when reported_local is null then 'charged_without_report'
            when charged_local = 0 then 'not_billed'
            when charged_local = reported_local then 'matched'
            when charged_local = reported_local + vat_local then 'vat_on_top'
            when charged_local <= reported_local + vat_local then 'partly_billed'
            else 'unexplained'
        end as status
    from taxed
)

select
    shop_id,
    spend_week,
    currency,
    ad_account_ids,
    {{ money('reported_local') }} as reported_local,
    {{ money('charged_local') }} as charged_local,
    {{ money('matched_local') }} as matched_local,
    charge_count,
    matched_charge_count,
    {{ money('vat_local') }} as vat_local,
    bears_vat,
    {{ money('charged_local - coalesce(reported_local, 0)') }} as difference_local,
    {{ money("case when status = 'unexplained' then charged_local - reported_local - vat_local else 0 end") }}
        as unexplained_local,
    status,
    {{ ad_charge_words('status') }} as explanation
from judged
