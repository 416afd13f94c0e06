-- The headlines of each week as they were published and as they are, by shop and for all shops.
with lines as (
    select
        since,
        is_now,
        shop_id,
        order_week,
        sum(sales + refunds) as net_sales,
        -sum(refunds + return_cost) as returns,
        sum(case when counts_in_margin then sales + refunds + shipping + goods else 0 end) as cm1,
        sum(case when counts_in_margin then fulfilment + fees + return_cost else 0 end) as to_cm2,
        sum(case when counts_in_margin then ads + creators else 0 end) as to_cm3
    from {{ ref('int_restatements__lines_compared') }}
    group by since, is_now, shop_id, order_week
),

members as (
    select
        shop_id,
        member_id
    from {{ ref('int_margin__shop_members') }}
),

bases as (
    select
        week,
        since,
        base_sequence
    from {{ ref('int_restatements__bases') }}
),

amounts as (
    select
        members.shop_id,
        lines.order_week as week,
        lines.since,
        names.metric,
        sum(case when lines.is_now then 0 else case names.metric
            when 'net_sales' then lines.net_sales
            when 'returns' then lines.returns
            when 'cm1' then lines.cm1
            when 'cm2' then lines.cm1 + lines.to_cm2
            when 'cm3' then lines.cm1 + lines.to_cm2 + lines.to_cm3
        end end) as published_value,
        sum(case when lines.is_now then case names.metric
            when 'net_sales' then lines.net_sales
            when 'returns' then lines.returns
            when 'cm1' then lines.cm1
            when 'cm2' then lines.cm1 + lines.to_cm2
            when 'cm3' then lines.cm1 + lines.to_cm2 + lines.to_cm3
        end else 0 end) as current_value
    from lines
    inner join members on lines.shop_id = members.member_id
    cross join (values ('net_sales'), ('returns'), ('cm1'), ('cm2'), ('cm3')) as names (metric)
    group by members.shop_id, lines.order_week, lines.since, names.metric
),

published_rates as (
    select
        rates.shop_id,
        rates.week,
        bases.since,
        rates.metric,
        rates.value
    from {{ ref('stg_publications__rates') }} as rates
    inner join bases on rates.week = bases.week and rates.sequence <= bases.base_sequence
    qualify row_number() over (
        partition by bases.since, rates.shop_id, rates.week, rates.metric order by rates.sequence desc
    ) = 1
)

select
    shop_id,
    week,
    since,
    metric,
    cast(published_value as decimal(20, 6)) as published_value,
    cast(current_value as decimal(20, 6)) as current_value
from amounts
union all
select
    published_rates.shop_id,
    published_rates.week,
    published_rates.since,
    published_rates.metric,
    cast(published_rates.value as decimal(20, 6)) as published_value,
    cast(rates_now.value as decimal(20, 6)) as current_value
from published_rates
inner join {{ ref('int_restatements__rates_now') }} as rates_now
    on
        published_rates.shop_id = rates_now.shop_id
        and published_rates.week = rates_now.week
        and published_rates.metric = rates_now.metric
