-- What the sales of each creator came to, down to cm3, by the content that sold. Beside them stand the lines
-- that no creator sold and what belongs to no line: together they are the shop's week, to the cent.
{% set components = [
    'standard', 'shop_ads', 'cofunded_bonus', 'partner', 'partner_shop_ads', 'shop_partner', 'deposit',
    'deposit_refund', 'other', 'commission',
] %}
{% set counts = [
    'order_count', 'unit_count', 'returned_unit_count', 'shared_line_count', 'unknown_margin_line_count',
] %}
{% set amounts = [
    'net_sales', 'total_return_cost', 'cm2', 'ad_spend', 'affiliate_commission', 'sample_cost',
    'other_marketing', 'cm3',
] %}
with margins as (
    select *
    from {{ ref('int_margin__line_margins') }}
),

creators as (
    select
        shop_id,
        order_id,
        sku_id,
        creator,
        content_type,
        creator_count
    from {{ ref('int_marketing__line_commissions') }}
),

sku_weeks as (
    select *
    from {{ ref('int_margin__margins_weekly') }}
),

commissions as (
    select *
    from {{ ref('affiliate_commissions') }}
),

return_costs as (
    select *
    from {{ ref('int_returns__line_costs') }}
),

reporting as (
    select reporting_currency
    from {{ ref('int_margin__reporting') }}
),

of_lines as (
    select
        margins.shop_id,
        margins.order_week,
        case when creators.creator is null then 'no_creator' else 'creator' end as attribution,
        coalesce(creators.creator, '') as creator,
        coalesce(creators.content_type, '') as content_type,
        count(distinct case when margins.is_sold then margins.order_id end) as order_count,
        sum(margins.unit_count) as unit_count,
        sum(coalesce(return_costs.returned_unit_count, 0)) as returned_unit_count,
        count(case when creators.creator_count > 1 then 1 end) as shared_line_count,
        -- One line without a cost makes the margin of its SKU and week unknown, whoever sold it.
        count(case when margins.is_sold and sku_weeks.cm3 is null then 1 end) as unknown_margin_line_count,
        sum(margins.net_sales) as net_sales,
        sum(coalesce(return_costs.total_return_cost, 0)) as total_return_cost,
        sum(case when sku_weeks.cm2 is not null then margins.cm2 end) as cm2,
        sum(margins.ad_spend) as ad_spend,
        sum(margins.affiliate_commission) as affiliate_commission,
        sum(margins.sample_cost) as sample_cost,
        sum(margins.other_marketing) as other_marketing,
        sum(case when sku_weeks.cm3 is not null then margins.cm3 end) as cm3,
        max(commissions.currency) as commission_currency,
        {% for component in components %}
        sum(coalesce(commissions.{{ component }}_local, 0)) as {{ component }}_local,
        {% endfor %}
        count(distinct commissions.currency) as currency_count
    from margins
    inner join sku_weeks
        on
            margins.shop_id = sku_weeks.shop_id
            and margins.order_week = sku_weeks.order_week
            and margins.sku_id = sku_weeks.sku_id
    left join creators
        on
            margins.shop_id = creators.shop_id
            and margins.order_id = creators.order_id
            and margins.sku_id = creators.sku_id
    left join commissions
        on
            margins.shop_id = commissions.shop_id
            and margins.order_id = commissions.order_id
            and margins.sku_id = commissions.sku_id
    left join return_costs
        on
            margins.shop_id = return_costs.shop_id
            and margins.order_id = return_costs.order_id
            and margins.sku_id = return_costs.sku_id
    group by margins.shop_id, margins.order_week, creators.creator, creators.content_type
),

of_no_line as (
    select
        shop_id,
        order_week,
        'unallocated' as attribution,
        '' as creator,
        '' as content_type,
        {% for count in counts %}
        0 as {{ count }},
        {% endfor %}
        {% for amount in amounts %}
        {{ '0 as ' if amount == 'total_return_cost' }}{{ amount }},
        {% endfor %}
        cast(null as {{ dbt.type_string() }}) as commission_currency,
        {% for component in components %}
        0 as {{ component }}_local,
        {% endfor %}
        0 as currency_count
    from sku_weeks
    where sku_id = 'unallocated'
),

every_part as (
    select * from of_lines
    union all
    select * from of_no_line
)

select
    every_part.shop_id,
    every_part.order_week,
    every_part.attribution,
    every_part.creator,
    every_part.content_type,
    reporting.reporting_currency as currency,
    {% for count in counts %}
    cast(every_part.{{ count }} as integer) as {{ count }},
    {% endfor %}
    {% for amount in amounts %}
    {{ money('every_part.' ~ amount) }} as {{ amount }},
    {% endfor %}
    {% for component in components %}
    {{ money('case when every_part.currency_count < 2 then every_part.' ~ component ~ '_local end') }}
        as {{ component }}_local,
    {% endfor %}
    case when every_part.currency_count = 1 then every_part.commission_currency end as commission_currency
from every_part
cross join reporting
