-- What comes back on each day since delivery, by category: its own experience of that age as far as it is
-- credible, the whole shop's for the rest; and how uncertain that is.
with incidence as (
    select
        shop_id,
        moment_on,
        product_category,
        age_days,
        cast(seen_unit_count as double) as seen_unit_count,
        cast(seen_value as double) as seen_value,
        cast(returned_unit_count as double) as returned_unit_count,
        cast(return_loss as double) as return_loss,
        cast(refunds as double) as refunds,
        cast(goods_back as double) as goods_back
    from {{ ref('int_returns__incidence') }}
    where age_days < {{ development_days() }}
),

credibility as (
    select
        shop_id,
        moment_on,
        cast(unit_spread as double) as unit_spread,
        cast(loss_spread as double) as loss_spread,
        cast(final_rate as double) as final_rate,
        cast(credibility_units as double) as credibility_units
    from {{ ref('int_returns__credibility') }}
    where has_experience
),

whole as (
    select
        shop_id,
        moment_on,
        age_days,
        returned_unit_count / nullif(seen_unit_count, 0) as unit_rate,
        return_loss / nullif(seen_value, 0) as loss_rate,
        refunds / nullif(seen_value, 0) as refund_rate,
        goods_back / nullif(seen_value, 0) as goods_rate,
        seen_unit_count,
        seen_value
    from incidence
    where product_category = 'all'
),

weighed as (
    select
        incidence.*,
        credibility.unit_spread,
        credibility.loss_spread,
        whole.unit_rate as whole_unit_rate,
        whole.loss_rate as whole_loss_rate,
        whole.refund_rate as whole_refund_rate,
        whole.goods_rate as whole_goods_rate,
        whole.seen_unit_count as whole_seen_unit_count,
        whole.seen_value as whole_seen_value,
        case
            when incidence.product_category = 'all' then 1.0
            when incidence.seen_value = 0 then 0.0
            else
                incidence.seen_unit_count * credibility.final_rate
                / (incidence.seen_unit_count * credibility.final_rate + credibility.credibility_units)
        end as own_weight
    from incidence
    inner join credibility
        on incidence.shop_id = credibility.shop_id and incidence.moment_on = credibility.moment_on
    inner join whole
        on
            incidence.shop_id = whole.shop_id
            and incidence.moment_on = whole.moment_on
            and incidence.age_days = whole.age_days
),

own as (
    select
        *,
        coalesce(returned_unit_count / nullif(seen_unit_count, 0), 0) as own_unit_rate,
        coalesce(return_loss / nullif(seen_value, 0), 0) as own_loss_rate,
        coalesce(refunds / nullif(seen_value, 0), 0) as own_refund_rate,
        coalesce(goods_back / nullif(seen_value, 0), 0) as own_goods_rate
    from weighed
)

select
    shop_id,
    moment_on,
    product_category,
    age_days,
    cast(own_weight as decimal(18, 12)) as own_weight,
    cast(own_weight * own_unit_rate + (1 - own_weight) * whole_unit_rate as decimal(18, 12)) as unit_rate,
    cast(own_weight * own_loss_rate + (1 - own_weight) * whole_loss_rate as decimal(18, 12)) as loss_rate,
    cast(own_weight * own_refund_rate + (1 - own_weight) * whole_refund_rate as decimal(18, 12))
        as refund_rate,
    cast(own_weight * own_goods_rate + (1 - own_weight) * whole_goods_rate as decimal(18, 12)) as goods_rate,
    cast((1 - own_weight) * whole_unit_rate as decimal(18, 12)) as borrowed_unit_rate,
    cast((1 - own_weight) * whole_loss_rate as decimal(18, 12)) as borrowed_loss_rate,
    cast(unit_spread * (
        own_weight * own_weight * own_unit_rate / greatest(seen_unit_count, 1)
        + (1 - own_weight) * (1 - own_weight) * whole_unit_rate / greatest(whole_seen_unit_count, 1)
    ) as decimal(28, 18)) as unit_rate_variance,
    cast(loss_spread * (
        own_weight * own_weight * abs(own_loss_rate) / greatest(seen_value, 1)
        + (1 - own_weight) * (1 - own_weight) * abs(whole_loss_rate) / greatest(whole_seen_value, 1)
    ) as decimal(28, 18)) as loss_rate_variance
from own
