-- What each line and each SKU adds to the week's margin, with the sign it has there: lines sum to cm3, and
-- SKUs do.
with margins as (
    select *
    from {{ ref('int_margin__margins_weekly') }}
    -- An unknown margin moves nothing; it is counted elsewhere.
    where cm3 is not null
),

members as (
    select
        shop_id,
        member_id
    from {{ ref('int_margin__shop_members') }}
),

effects as (
    select
        shop_id,
        order_week,
        'sku' as kind,
        sku_id as name,
        cm3 as amount
    from margins
    union all
    select
        margins.shop_id,
        margins.order_week,
        'line' as kind,
        names.name,
        case names.name
            when 'net_sales' then margins.net_sales
            when 'shipping_income' then margins.shipping_income
            when 'cost_of_goods' then -margins.cost_of_goods
            when 'cost_of_goods_recovered' then margins.cost_of_goods_recovered
            when 'fulfilment_cost' then -margins.fulfilment_cost
            when 'platform_fees' then -margins.platform_fees
            when 'return_cost' then -margins.return_cost
            when 'ad_spend' then -margins.ad_spend
            when 'affiliate_commission' then -margins.affiliate_commission
            when 'sample_cost' then -margins.sample_cost
            when 'other_marketing' then -margins.other_marketing
        end as amount
    from margins
    cross join (
        values
        ('net_sales'),
        ('shipping_income'),
        ('cost_of_goods'),
        ('cost_of_goods_recovered'),
        ('fulfilment_cost'),
        ('platform_fees'),
        ('return_cost'),
        ('ad_spend'),
        ('affiliate_commission'),
        ('sample_cost'),
        ('other_marketing')
    ) as names (name)
)

select
    members.shop_id,
    effects.order_week,
    effects.kind,
    effects.name,
    {{ money('sum(effects.amount)') }} as amount
from effects
inner join members on effects.shop_id = members.member_id
group by members.shop_id, effects.order_week, effects.kind, effects.name
