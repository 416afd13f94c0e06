with shops as (
    select
        shop_id,
        market,
        seller_type
    from {{ ref('stg_configuration__shops') }}
),

thresholds as (
    {{ seed_and_home(ref('sla_thresholds'), ref('stg_configuration__sla_thresholds'), [
        'market', 'seller_type', 'metric', 'direction', 'valid_from', 'valid_to', 'window_days',
        'recommended_threshold', 'enforced_threshold', 'is_threshold_allowed', 'penalty', 'rule_version',
        'is_confirmed',
    ]) }}
),

offered as (
    select
        shops.shop_id,
        thresholds.metric,
        thresholds.direction,
        thresholds.valid_from,
        thresholds.valid_to,
        thresholds.window_days,
        thresholds.recommended_threshold,
        thresholds.enforced_threshold,
        thresholds.is_threshold_allowed,
        thresholds.penalty,
        thresholds.rule_version,
        thresholds.is_confirmed,
        thresholds.home_specificity
        + case when thresholds.seller_type = 'any' then 0 else 10 end
        + case when thresholds.market = '*' then 0 else 1 end as specificity
    from shops
    inner join thresholds
        on
            (shops.market = thresholds.market or thresholds.market = '*')
            and (shops.seller_type = thresholds.seller_type or thresholds.seller_type = 'any')
            and (shops.shop_id = thresholds.shop_id or thresholds.shop_id is null)
),

in_force as (
    {{ rules_in_force('offered', ['shop_id', 'metric'], [
        'direction', 'window_days', 'recommended_threshold', 'enforced_threshold', 'is_threshold_allowed',
        'penalty', 'is_confirmed',
    ]) }}
)

select * from in_force
