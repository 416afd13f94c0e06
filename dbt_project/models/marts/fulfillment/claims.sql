with packages as (
    select *
    from {{ ref('int_claims__packages') }}
),

terms as (
    select *
    from {{ ref('int_claims__terms') }}
),

reporting as (
    select
        reporting_currency,
        reporting_minor_unit
    from {{ ref('int_margin__reporting') }}
),

rates as (
    select
        from_currency,
        day_on,
        rate
    from {{ ref('int_margin__fx_rates_dated') }}
),

dated as (
    select
        packages.*,
        terms.liability_basis,
        terms.is_assumption,
        terms.terms_source,
        terms.liability_limit is not null as has_limit,
        {{ converted(
            'terms.liability_limit',
            'case when terms.limit_currency = reporting.reporting_currency then 1 else rates.rate end',
            'reporting.reporting_minor_unit'
        ) }} as liability_limit,
        case terms.liability_basis when 'sales_value' then packages.sales_value else packages.landed_cost end
            as value_claimed,
        case packages.reason
            when 'damaged' then coalesce(packages.delivered_on, packages.shipped_on)
            -- Neither before the carrier takes claims nor before the silence is long enough.
            when 'lost'
                then greatest(
                    {{ add_days('packages.shipped_on', 'terms.claim_from_days') }},
                    case
                        when packages.evidence <> 'refunded_not_received'
                            then {{ add_days('packages.last_news_on', 'terms.lost_after_days') }}
                        else packages.shipped_on
                    end
                )
            when 'delivered_refunded' then {{ add_days('packages.shipped_on', 'terms.claim_from_days') }}
        end as first_claim_on,
        case packages.reason
            when 'damaged'
                then {{ add_days(
                    'coalesce(packages.delivered_on, packages.shipped_on)', 'terms.damage_until_days'
                ) }}
            else {{ add_days('packages.shipped_on', 'terms.claim_until_days') }}
        end as last_claim_on
    from packages
    inner join terms on packages.shop_id = terms.shop_id and packages.carrier = terms.carrier
    cross join reporting
    left join rates
        on terms.limit_currency = rates.from_currency and packages.shipped_on = rates.day_on
),

named as (
    select
        *,
        case
            when value_claimed is null then 'cost_unknown'
            when not has_limit then 'limit_unknown'
            when liability_limit is null then 'rate_unknown'
            when liability_limit < value_claimed then 'limit'
            else liability_basis
        end as claimable_basis
    from dated
),

valued as (
    select
        *,
        case
            when claimable_basis in ('limit', 'landed_cost', 'sales_value')
                then least(value_claimed, liability_limit)
        end as claimable
    from named
)

select
    shop_id,
    order_id,
    package_key,
    tracking_id,
    carrier,
    reason,
    evidence,
    shipped_on,
    delivered_on,
    last_news_on,
    silent_days,
    first_claim_on,
    last_claim_on,
    {{ days_between('as_of_on', 'last_claim_on') }} as days_left,
    case
        when shipped_on is null then 'unknown'
        when reimbursed >= claimable then 'reimbursed'
        when as_of_on > last_claim_on then 'expired'
        when as_of_on < first_claim_on then 'not_yet'
        when {{ days_between('as_of_on', 'last_claim_on') }} <= 7 then 'expiring'
        when as_of_on >= first_claim_on then 'open'
    end as status,
    affected_unit_count,
    landed_cost,
    sales_value,
    {{ money('liability_limit') }} as liability_limit,
    liability_basis,
    {{ money('claimable') }} as claimable,
    claimable_basis,
    reimbursed,
    is_assumption,
    terms_source
from valued
