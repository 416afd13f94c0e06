-- What the change of rates since the week before did to a week's amounts: amount × (rate − the rate of the
-- same weekday a week before). Advertising and storage reach an SKU by their share, and so does their effect.
with rate_changes as (
    select
        currency,
        day_on,
        rate_change
    from {{ ref('int_margin__rate_changes') }}
),

reporting as (
    select
        reporting_currency,
        reporting_minor_unit
    from {{ ref('int_margin__reporting') }}
),

margins as (
    select
        shop_id,
        order_week,
        sku_id,
        storage,
        ad_spend
    from {{ ref('int_margin__margins_weekly') }}
),

shared_amounts as (
    select
        shop_id,
        spend_week as order_week,
        'ads' as effect,
        currency,
        spend_on as day_on,
        -spend_local as amount
    from {{ ref('int_marketing__ad_spend_daily') }}
    union all
    select
        shop_id,
        charge_week as order_week,
        'fulfilment' as effect,
        currency,
        rate_on as day_on,
        -amount as amount
    from {{ ref('int_costs__shared_charges') }}
),

shared_wholes as (
    select
        shared_amounts.shop_id,
        shared_amounts.order_week,
        shared_amounts.effect,
        reporting.reporting_minor_unit,
        {{ round_to_minor_unit(
            'sum(cast(shared_amounts.amount * rate_changes.rate_change as decimal(28, 8)))',
            'reporting.reporting_minor_unit'
        ) }} as whole_fx
    from shared_amounts
    inner join rate_changes
        on
            shared_amounts.currency = rate_changes.currency
            and shared_amounts.day_on = rate_changes.day_on
    cross join reporting
    where shared_amounts.currency <> reporting.reporting_currency
    group by
        shared_amounts.shop_id,
        shared_amounts.order_week,
        shared_amounts.effect,
        reporting.reporting_minor_unit
),

candidates as (
    select
        shared_wholes.*,
        margins.sku_id,
        case shared_wholes.effect when 'ads' then margins.ad_spend else margins.storage end as share_weight
    from shared_wholes
    inner join margins
        on
            shared_wholes.shop_id = margins.shop_id
            and shared_wholes.order_week = margins.order_week
),

split_over_skus as (
    {{ split_by_largest_remainder(
        relation='candidates',
        columns=['shop_id', 'order_week', 'sku_id', 'effect'],
        whole='whole_fx',
        minor_unit='reporting_minor_unit',
        weight='share_weight',
        fallback_weight='share_weight',
        group_by=['shop_id', 'order_week', 'effect'],
        order_by=['sku_id'],
        part='fx'
    ) }}
),

of_lines as (
    select
        amounts.shop_id,
        amounts.order_week,
        amounts.sku_id,
        amounts.effect,
        {{ round_to_minor_unit(
            'sum(cast(amounts.amount * rate_changes.rate_change as decimal(28, 8)))',
            'reporting.reporting_minor_unit'
        ) }} as fx
    from {{ ref('int_margin__foreign_amounts') }} as amounts
    inner join rate_changes
        on
            amounts.currency = rate_changes.currency
            and amounts.day_on = rate_changes.day_on
    cross join reporting
    group by
        amounts.shop_id,
        amounts.order_week,
        amounts.sku_id,
        amounts.effect,
        reporting.reporting_minor_unit
)

select
    shop_id,
    order_week,
    sku_id,
    effect,
    {{ money('sum(fx)') }} as fx
from (
    select * from of_lines
    union all
    select
        shop_id,
        order_week,
        sku_id,
        effect,
        fx
    from split_over_skus
) as both_kinds
group by shop_id, order_week, sku_id, effect
