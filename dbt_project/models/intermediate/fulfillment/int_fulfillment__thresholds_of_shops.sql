with shops as (
    select
        shop_id,
        market,
        seller_type
    from {{ ref('stg_configuration__shops') }}
),

thresholds as (
    {{ seed_and_home(ref('sla_thresholds'), ref('stg_configuration__sla_thresholds'), [
        'market', 'seller_type', 'standing', 'metric', 'direction', 'valid_from', 'valid_to', 'window_days',
        'recommended_threshold', 'enforced_threshold', 'is_threshold_allowed', 'penalty', 'rule_version',
        'is_confirmed',
    ]) }}
),

probations as (
    select *
    from {{ ref('stg_configuration__probations') }}
),

-- A limit of the probation holds on its days alone.
offered as (
    select
        shops.shop_id,
        thresholds.metric,
        thresholds.direction,
        case
            when thresholds.standing = 'any' then thresholds.valid_from
            else greatest(thresholds.valid_from, probations.valid_from)
        end as valid_from,
        case
            when thresholds.standing = 'any' then thresholds.valid_to
            else least(thresholds.valid_to, probations.valid_to)
        end as valid_to,
        thresholds.window_days,
        thresholds.recommended_threshold,
        thresholds.enforced_threshold,
        thresholds.is_threshold_allowed,
        thresholds.penalty,
        thresholds.rule_version,
        thresholds.is_confirmed,
        thresholds.home_specificity
        + case when thresholds.seller_type = 'any' then 0 else 10 end
        + case when thresholds.standing = 'any' then 0 else 20 end
        + case when thresholds.market = '*' then 0 else 1 end as specificity
    from shops
    inner join thresholds
        on
            (shops.market = thresholds.market or thresholds.market = '*')
            and (shops.seller_type = thresholds.seller_type or thresholds.seller_type = 'any')
            and (shops.shop_id = thresholds.shop_id or thresholds.shop_id is null)
    left join probations
        on
            shops.shop_id = probations.shop_id
            and thresholds.standing = 'probation'
    where
        thresholds.standing = 'any'
        or (
            probations.shop_id is not null
            and (thresholds.valid_to is null or probations.valid_from <= thresholds.valid_to)
            and (probations.valid_to is null or probations.valid_to >= thresholds.valid_from)
        )
),

in_force as (
    {{ rules_in_force('offered', ['shop_id', 'metric'], [
        'direction', 'window_days', 'recommended_threshold', 'enforced_threshold', 'is_threshold_allowed',
        'penalty', 'is_confirmed',
    ]) }}
)

select * from in_force
