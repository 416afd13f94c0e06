-- What the shop owes in refunds still to come, and the goods it expects back, rolled from one week's end to
-- the next. Every end is said as it would have been then.
with cohorts as (
    select
        shop_id,
        moment_on,
        moment_week,
        order_week,
        refunds,
        goods_back,
        refunds_to_come,
        goods_to_come
    from {{ ref('int_returns__weekly') }}
    where not is_now and product_category = 'all'
),

-- A week whose end, or the end before it, nobody could tell has no row.
ends as (
    select
        shop_id,
        moment_on,
        moment_week
    from cohorts
    group by shop_id, moment_on, moment_week
    having count(case when refunds_to_come is null then 1 end) = 0
),

weeks as (
    select
        ends.shop_id,
        ends.moment_week as week,
        ends.moment_on,
        before.moment_on as opened_on
    from ends
    inner join ends as before
        on ends.shop_id = before.shop_id and ends.moment_on = {{ add_days('before.moment_on', 7) }}
),

-- A week of orders that was called off whole between the two ends stands at the first of them alone.
sides as (
    select
        weeks.shop_id,
        weeks.week,
        weeks.opened_on,
        weeks.moment_on as closed_on,
        cohorts.order_week = weeks.week as is_new,
        0 as opening_refunds,
        0 as opening_goods,
        cohorts.refunds as used_refunds,
        cohorts.goods_back as used_goods,
        cohorts.refunds_to_come as closing_refunds,
        cohorts.goods_to_come as closing_goods
    from weeks
    inner join cohorts on weeks.shop_id = cohorts.shop_id and weeks.moment_on = cohorts.moment_on
    union all
    select
        weeks.shop_id,
        weeks.week,
        weeks.opened_on,
        weeks.moment_on as closed_on,
        cohorts.order_week = weeks.week as is_new,
        cohorts.refunds_to_come as opening_refunds,
        cohorts.goods_to_come as opening_goods,
        -cohorts.refunds as used_refunds,
        -cohorts.goods_back as used_goods,
        0 as closing_refunds,
        0 as closing_goods
    from weeks
    inner join cohorts on weeks.shop_id = cohorts.shop_id and weeks.opened_on = cohorts.moment_on
),

orphans as (
    select
        returns.shop_id,
        {{ iso_week_key('returns.refunded_on') }} as week,
        cast(count(*) as integer) as return_count
    from {{ ref('int_returns__returns_completed') }} as returns
    left join {{ ref('int_orders__lines') }} as lines
        on
            returns.shop_id = lines.shop_id
            and returns.order_id = lines.order_id
            and returns.sku_id = lines.sku_id
    where lines.order_id is null
    group by returns.shop_id, {{ iso_week_key('returns.refunded_on') }}
),

summed as (
    select
        shop_id,
        week,
        opened_on,
        closed_on,
        sum(opening_refunds) as opening_refunds,
        sum(case when is_new then used_refunds + closing_refunds else 0 end) as new_refunds,
        sum(used_refunds) as used_refunds,
        sum(case when is_new then 0 else used_refunds + closing_refunds - opening_refunds end)
            as refunds_true_up,
        sum(closing_refunds) as closing_refunds,
        sum(opening_goods) as opening_goods,
        sum(case when is_new then used_goods + closing_goods else 0 end) as new_goods,
        sum(used_goods) as used_goods,
        sum(case when is_new then 0 else used_goods + closing_goods - opening_goods end) as goods_true_up,
        sum(closing_goods) as closing_goods
    from sides
    group by shop_id, week, opened_on, closed_on
)

select
    summed.shop_id,
    summed.week,
    summed.opened_on,
    summed.closed_on,
    {{ money('summed.opening_refunds') }} as opening_liability,
    {{ money('summed.new_refunds') }} as new_liability,
    {{ money('summed.used_refunds') }} as used_liability,
    {{ money('summed.refunds_true_up') }} as liability_true_up,
    {{ money('summed.closing_refunds') }} as closing_liability,
    {{ money('summed.opening_goods') }} as opening_goods,
    {{ money('summed.new_goods') }} as new_goods,
    {{ money('summed.used_goods') }} as used_goods,
    {{ money('summed.goods_true_up') }} as goods_true_up,
    {{ money('summed.closing_goods') }} as closing_goods,
    cast(coalesce(orphans.return_count, 0) as integer) as return_without_order_count,
    {{ returns_method() }} as method
from summed
left join orphans on summed.shop_id = orphans.shop_id and summed.week = orphans.week
