-- By how much each component of each line moved since it was published: in all, and within the margins, which
-- an SKU without a cost stays out of.
with lines as (
    select
        since,
        base_sequence,
        shop_id,
        order_id,
        sku_id,
        order_week,
        count(case when not is_now then 1 end) > 0 as was_published,
        sum(case when is_now then sales else -sales end) as sales,
        sum(case when not counts_in_margin then 0 when is_now then sales else -sales end) as sales_in_margin,
        sum(case when is_now then refunds else -refunds end) as refunds,
        sum(case when not counts_in_margin then 0 when is_now then refunds else -refunds end)
            as refunds_in_margin,
        sum(case when is_now then shipping else -shipping end) as shipping,
        sum(case when not counts_in_margin then 0 when is_now then shipping else -shipping end)
            as shipping_in_margin,
        sum(case when is_now then goods else -goods end) as goods,
        sum(case when not counts_in_margin then 0 when is_now then goods else -goods end) as goods_in_margin,
        sum(case when is_now then fulfilment else -fulfilment end) as fulfilment,
        sum(case when not counts_in_margin then 0 when is_now then fulfilment else -fulfilment end)
            as fulfilment_in_margin,
        sum(case when is_now then fees else -fees end) as fees,
        sum(case when not counts_in_margin then 0 when is_now then fees else -fees end) as fees_in_margin,
        sum(case when is_now then return_cost else -return_cost end) as return_cost,
        sum(case when not counts_in_margin then 0 when is_now then return_cost else -return_cost end)
            as return_cost_in_margin,
        sum(case when is_now then ads else -ads end) as ads,
        sum(case when not counts_in_margin then 0 when is_now then ads else -ads end) as ads_in_margin,
        sum(case when is_now then creators else -creators end) as creators,
        sum(case when not counts_in_margin then 0 when is_now then creators else -creators end)
            as creators_in_margin
    from {{ ref('int_restatements__lines_compared') }}
    group by since, base_sequence, shop_id, order_id, sku_id, order_week
),

components as (
    select
        lines.since,
        lines.base_sequence,
        lines.shop_id,
        lines.order_id,
        lines.sku_id,
        lines.order_week,
        lines.was_published,
        names.component,
        case names.component
            when 'sales' then lines.sales
            when 'refunds' then lines.refunds
            when 'shipping' then lines.shipping
            when 'goods' then lines.goods
            when 'fulfilment' then lines.fulfilment
            when 'fees' then lines.fees
            when 'return_cost' then lines.return_cost
            when 'ads' then lines.ads
            when 'creators' then lines.creators
        end as movement,
        case names.component
            when 'sales' then lines.sales_in_margin
            when 'refunds' then lines.refunds_in_margin
            when 'shipping' then lines.shipping_in_margin
            when 'goods' then lines.goods_in_margin
            when 'fulfilment' then lines.fulfilment_in_margin
            when 'fees' then lines.fees_in_margin
            when 'return_cost' then lines.return_cost_in_margin
            when 'ads' then lines.ads_in_margin
            when 'creators' then lines.creators_in_margin
        end as movement_in_margin
    from lines
    cross join (
        values
        ('sales'),
        ('refunds'),
        ('shipping'),
        ('goods'),
        ('fulfilment'),
        ('fees'),
        ('return_cost'),
        ('ads'),
        ('creators')
    ) as names (component)
)

select
    since,
    base_sequence,
    shop_id,
    order_id,
    sku_id,
    order_week,
    was_published,
    component,
    {{ money('movement') }} as movement,
    {{ money('movement_in_margin') }} as movement_in_margin
from components
where movement <> 0 or movement_in_margin <> 0
